#include "runtime/run/tag_changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "runtime/run/effects.h"
#include "runtime/run/tag_locks.h"

namespace sop {
namespace {

using TagPair = std::pair<TextCode, TextCode>;  // group, tag

std::set<TagPair> pairs_of(const std::vector<StoredTag>& tags) {
  std::set<TagPair> pairs;
  TagPair last{no_text, no_text};
  for (const StoredTag& tag : tags)
    if (const TagPair pair{tag.group, tag.tag}; pair != last) pairs.insert(last = pair);
  return pairs;
}

// The derived tags a fact may give, and which it gives whom. `known`: the tags somebody has on record.
class DerivedTags {
 public:
  DerivedTags(const Program& program, const Dataset& dataset, const Fact& fact, TagBook& book,
              const std::set<TagPair>& known)
      : fact_(fact), book_(book) {
    TextPool& pool = *dataset.pool;
    const std::string& group = fact.is_group() ? fact.name : fact.group;
    group_ = group.empty() ? no_text : pool.intern(group);
    source_ = pool.intern(fact.manual ? "manual" : fact.name);
    if (fact.type.is(TypeKind::boolean)) tags_ = {pool.intern(fact.name)};
    if (fact.type.is(TypeKind::enumeration))
      for (const std::string& member : program.enumerations[fact.type.enumeration.index()].members)
        tags_.push_back(pool.intern(member));
    on_record_ = std::ranges::any_of(tags_, [&](TextCode tag) { return known.contains({group_, tag}); });
  }

  // `until` of each tag: when a holding ends if nothing renews it.
  template <class Until>
  void update(std::uint32_t customer, std::int32_t given, Micros now, const Until& until) {
    if (on_record_ && has_another_by_hand(customer, given, now)) given = -1;
    for (std::size_t i = 0; i < tags_.size(); ++i)
      update_one(customer, tags_[i], static_cast<std::int32_t>(i) == given, now, until(i));
  }

  std::int32_t given_by(const ColumnData& values, std::size_t row) const {
    if (fact_.type.is(TypeKind::boolean)) return bit_at(values.bits, row) ? 0 : -1;
    return values.is_known(row) ? static_cast<std::int32_t>(values.whole[row]) : -1;
  }

 private:
  // A tag of the group given by hand is left alone (semantics C7): beside it there is no second one (C6).
  bool has_another_by_hand(std::uint32_t customer, std::int32_t given, Micros now) {
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      if (static_cast<std::int32_t>(i) == given) continue;
      const StoredTag* known = book_.find(customer, group_, tags_[i]);
      if (known != nullptr && known->manual_until_true && !known->locked && known->until > now) return true;
    }
    return false;
  }

  void update_one(std::uint32_t customer, TextCode tag, bool given, Micros now, Micros until) {
    StoredTag* known = on_record_ ? book_.find(customer, group_, tag) : nullptr;
    if (known == nullptr) {
      if (!given) return;
      StoredTag added{.customer = customer, .tag = tag, .group = group_, .source = source_};
      added.since = now;
      added.until = until;
      book_.add(added);
      return;
    }
    if (known->locked) return;
    if (known->manual_until_true) {
      if (given)
        *known = {.customer = customer,
                  .tag = tag,
                  .group = group_,
                  .source = source_,
                  .since = known->since,
                  .until = until};
      return;
    }
    known->source = source_;
    known->origin = TagOrigin::derived;
    if (given)
      known->until = until;
    else
      known->until = std::min(known->until, now);
  }

  const Fact& fact_;
  TagBook& book_;
  TextCode group_ = no_text, source_ = no_text;
  std::vector<TextCode> tags_;
  bool on_record_ = false;  // some of them, of somebody
};

// `ttl d` over a condition (semantics C7): until d after the last run in which it was true, as the history remembers.
class RememberedEnds {
 public:
  RememberedEnds(const Program& program, const Fact& fact, const RunMemory& memory, const ZoneRules& zone)
      : program_(program), memory_(memory), zone_(zone) {
    InstId root = fact.root;
    if (const auto locked = locked_root(program, root)) root = locked->inner;
    if (fact.type.is(TypeKind::boolean)) take(0, root);
    if (program.at(root).kind != InstKind::choose) return;
    const auto args = program.args_of(root);
    for (std::size_t i = 0; i + 1 < args.size(); i += 2)
      if (program.at(args[i + 1]).kind == InstKind::constant)
        take(static_cast<std::size_t>(program.constants[static_cast<std::size_t>(program.at(args[i + 1]).a)].whole),
             args[i]);
  }

  std::optional<Micros> of(std::size_t tag, std::uint32_t customer) const {
    const auto history = histories_.find(tag);
    if (history == histories_.end()) return std::nullopt;
    const HeldState& state = memory_.histories[history->second].of[customer];
    if (state.mark == no_instant) return std::nullopt;
    const InstId span = program_.histories[history->second].span;
    return moved(state.mark, program_.constants[static_cast<std::size_t>(program_.at(span).a)].whole, zone_);
  }

 private:
  void take(std::size_t tag, InstId condition) {
    const Inst& inst = program_.at(condition);
    const auto history = static_cast<std::size_t>(inst.a);
    if (inst.kind == InstKind::history && program_.histories[history].kind == MemoryKind::ttl)
      histories_[tag] = history;
  }

  const Program& program_;
  const RunMemory& memory_;
  const ZoneRules& zone_;
  std::map<std::size_t, std::size_t> histories_;  // by tag: the history that holds it
};

// Tags that their group does not have any more: no sibling can take their place.
void drop_strangers(const Program& program, const Dataset& dataset, Micros now, TagBook& book) {
  std::map<TextCode, std::set<TextCode>> members;
  for (const Fact& fact : program.facts)
    if (fact.is_group())
      for (const std::string& member : program.enumerations[fact.type.enumeration.index()].members)
        members[dataset.pool->intern(fact.name)].insert(dataset.pool->intern(member));
  for (StoredTag& tag : book.now()) {
    const auto group = members.find(tag.group);
    if (group == members.end() || tag.locked || tag.origin == TagOrigin::manual || group->second.contains(tag.tag))
      continue;
    tag.until = std::min(tag.until, now);
    tag.source = tag.group;
  }
}

bool is_held(const StoredTag& tag, const RunOptions& options) {
  return !tag.locked && (tag.until == INT64_MAX || (options.has_as_of && tag.until > options.as_of));
}

// A later local day: within one day an end that moves is no news.
bool moves_on(const StoredTag& before, const StoredTag& after, const ZoneRules& zone) {
  if (before.until == INT64_MAX || after.until == INT64_MAX) return false;
  return zone.local_date(after.until) > zone.local_date(before.until);
}

void note_change(const StoredTag& tag, const RunOptions& options, const ZoneRules& zone, const TagBook& book,
                 RunResult& result) {
  const StoredTag* before = book.before(tag.customer, tag.group, tag.tag);
  const bool was = before != nullptr && !before->locked;
  const bool is = is_held(tag, options);
  TagRow row{tag.customer, tag.group, tag.tag, TagChange::add, tag.source, tag.until};
  if (!was && !is) return;
  if (was && is) {
    if (!before->untold && !moves_on(*before, tag, zone)) return;
    row.change = before->untold ? TagChange::add : TagChange::refresh;
  }
  if (was && !is) {
    const bool ran_out =
        !tag.locked && before->until != INT64_MAX && before->until <= options.as_of && tag.until >= before->until;
    row.change = ran_out ? TagChange::expire : TagChange::remove;
    row.until = INT64_MAX;
    if (tag.locked) return;  // outside it is gone already
  }
  result.tags.push_back(row);
}

bool is_derived_tag(const Fact& fact) { return !fact.stored && (fact.kind == FactKind::tag || fact.is_group()); }

// No more than so many derived tags are held: of a group everybody may have one.
std::size_t most_holdings(const Program& program, const RunResult& result) {
  std::size_t holdings = 0;
  for (std::size_t f = 0; f < program.facts.size(); ++f)
    if (is_derived_tag(program.facts[f]))
      holdings += program.facts[f].is_group() ? result.frame.rows() : result.counts[f];
  return holdings;
}

}  // namespace

void tag_changes(const Program& program, const Dataset& dataset, const RunOptions& options, const ZoneRules& zone,
                 const std::vector<ColumnData>& ends, TagBook& book, RunResult& result) {
  result.tags_given = !book.was().empty();
  const Micros now = options.has_as_of ? options.as_of : no_instant;
  if (now != no_instant) drop_strangers(program, dataset, now, book);
  const std::set<TagPair> known = pairs_of(book.now());
  const auto on_record = static_cast<std::size_t>(
      std::ranges::count(book.now(), TagOrigin::derived, [](const StoredTag& tag) { return tag.origin; }));
  if (const std::size_t holdings = most_holdings(program, result); holdings > on_record)
    book.expect(holdings - on_record);
  for (std::size_t f = 0; f < program.facts.size(); ++f) {
    const Fact& fact = program.facts[f];
    if (!is_derived_tag(fact)) continue;
    DerivedTags tags(program, dataset, fact, book, known);
    const RememberedEnds remembered(program, fact, result.memory, zone);
    for (std::size_t row = 0; row < result.frame.rows(); ++row) {
      const std::uint32_t customer = result.frame.customer[row];
      const bool ends_known = ends[f].rows > 0 && ends[f].is_known(row);
      tags.update(customer, tags.given_by(result.facts[f], row), now, [&](std::size_t tag) {
        return ends_known ? ends[f].whole[row] : remembered.of(tag, customer).value_or(INT64_MAX);
      });
    }
  }
  std::vector<StoredTag>& all = book.now();
  result.tags.reserve(all.size());
  for (const StoredTag& tag : all) note_change(tag, options, zone, book, result);
  std::vector<StoredTag> removed = book.removed();
  std::erase_if(removed, [&](const StoredTag& tag) { return book.find(tag.customer, tag.group, tag.tag) != nullptr; });
  std::set<std::tuple<std::uint32_t, TextCode, TextCode>> kept;
  for (const StoredTag& tag : removed) kept.emplace(tag.customer, tag.group, tag.tag);
  for (const StoredTag& tag : book.past())
    if (book.find(tag.customer, tag.group, tag.tag) == nullptr && kept.emplace(tag.customer, tag.group, tag.tag).second)
      removed.push_back(tag);
  for (const StoredTag& tag : all) {
    if (tag.locked || is_held(tag, options) || !options.has_as_of) continue;
    const bool never_held = tag.was_never_held();
    if ((never_held || !book.has_input()) && !(tag.origin == TagOrigin::set && book.is_recent(tag.until))) continue;
    removed.push_back(tag);
    if (book.has_input() && !never_held) removed.back().until = options.as_of;
  }
  std::erase_if(all, [&](const StoredTag& tag) { return !tag.locked && !is_held(tag, options); });
  all.insert(all.end(), removed.begin(), removed.end());
  for (StoredTag& tag : all) tag.untold = false;
  result.memory.tags = std::move(all);
}

}  // namespace sop
