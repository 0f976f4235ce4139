// The stored tags of a run while it goes on: who holds what since when, as rules tag and untag. Expressions read the
// holdings of the dataset, which the book keeps; what a rule tags is seen from the next instant on (semantics C1).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/run/run.h"
#include "runtime/run/tag_index.h"

namespace sop {

// How long after its instant something may still be decided or come in: so long it is remembered what was taken away.
Micros longest_delay(const Program& program);

// Which tag an action gives or takes away, and what does it.
struct TagNames {
  TextCode group = no_text, tag = no_text, source = no_text;
};

class TagBook {
 public:
  // Takes over the holdings given as input and those remembered; semantics C7 says which of them hold.
  TagBook(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context);

  TagNames names_of(const Action& action, const std::string& source) const;
  void tag(std::uint32_t customer, const TagNames& names, Micros at);
  void untag(std::uint32_t customer, const TagNames& names, Micros at);

  // The stored tag as it was before this run, or null.
  const StoredTag* before(std::uint32_t customer, TextCode group, TextCode tag) const;
  // Everything known now: held, locked, left alone. Who asks may change a tag, not whose or which it is.
  std::vector<StoredTag>& now() { return now_; }
  const std::vector<StoredTag>& was() const { return was_; }
  StoredTag* find(std::uint32_t customer, TextCode group, TextCode tag);
  void add(StoredTag tag);
  void expect(std::size_t more);  // so many are about to be added
  // What sop took away and the input `tags` has not seen yet (semantics C7: pending).
  const std::vector<StoredTag>& removed() const { return removed_; }
  // What earlier runs took away so recently that something late may be of before (semantics D4).
  const std::vector<StoredTag>& past() const { return past_; }
  // Could something that comes late still be of this instant?
  bool is_recent(Micros at) const;
  bool has_input() const { return has_input_; }

 private:
  static TagKey key_of(const StoredTag& tag) { return {tag.customer, tag.group, tag.tag}; }
  void index_new();
  void take_input();
  void take_memory(bool given, Micros watermark);
  void take_removal(const StoredTag& known, Micros watermark);
  bool given_later(std::uint32_t customer, const Fact& group, std::string_view name, Micros at);
  void end(std::uint32_t customer, const TagNames& names, Micros at);
  bool taken_away_since(const StoredTag* known, const TagKey& key, Micros at) const;
  std::optional<Micros> end_of_ttl(const StoredTag& tag) const;
  bool is_set_by_events(TextCode group, TextCode tag);
  bool was_locked(std::uint32_t customer, TextCode group, TextCode tag, Micros at) const;
  void remember_ttl(StoredTag& tag) const;
  const Fact* declared(TextCode group, TextCode tag) const;
  void hold_all();
  void hold_as_last(const TagKey& key);
  void hold_lock(const StoredTag& tag);

  const Program& program_;
  Dataset& dataset_;
  const RunOptions& options_;
  const ZoneRules& zone_;
  std::vector<StoredTag> was_, now_;
  std::vector<StoredTag> removed_, past_;
  std::unordered_set<TagKey, TagKeyHash> pending_;         // of removed_
  std::vector<StoredTag> given_before_;                    // rows of the input that a later one of the same tag follows
  std::unordered_map<TagKey, Micros, TagKeyHash> ended_;   // when it was taken away last
  std::unordered_map<std::uint64_t, bool> set_by_events_;  // (group, tag), of those asked
  bool has_input_ = false;
  Micros longest_delay_ = 0;
  std::vector<StoredTag> over_;      // locks that ended: events before that still saw them
  std::vector<TagHolding> ran_out_;  // of the input: likewise
  TagIndex was_index_, now_index_;
  std::size_t indexed_ = 0;  // so many of now_ are in its index: the others when somebody asks
  TagIndex holdings_;        // into dataset.tags: the latest of its key
  std::unordered_map<std::uint64_t, const Fact*> declared_;  // (group, tag)
};

}  // namespace sop
