// Text to code for one reader of one column: most fields of a column repeat, so the run's TextPool (which locks) is
// asked only for texts not seen lately. Each text has one slot to be in and pushes out what was there: columns of
// unique ids cost no memory. Misses are asked for together. Keys point into the pool, which never moves its texts.
#pragma once

#include <string_view>
#include <vector>

#include "runtime/table/text_pool.h"

namespace sop {

class CodeCache {
 public:
  explicit CodeCache(TextPool& pool) : pool_(pool) {}

  // Into `codes[row]`, at once or with the next `finish`.
  void look_up(std::string_view text, std::size_t row, std::vector<TextCode>& codes) {
    if (slots_.empty()) slots_.resize(slot_count), wanted_.reserve(slot_count);
    const std::uint64_t hash = TextPool::hash_of(text);
    const Slot& slot = slots_[slot_of(hash)];
    if (slot.filled && slot.text == text) {
      codes[row] = slot.code;
    } else {
      wanted_.push_back({text, hash, static_cast<std::uint32_t>(row)});
    }
  }

  void finish(std::vector<TextCode>& codes) {
    pool_.intern_all(wanted_);
    for (const TextQuery& query : wanted_) {
      codes[query.tag] = query.code;
      slots_[slot_of(query.hash)] = {pool_.text(query.code), query.code, true};
    }
    wanted_.clear();
  }

 private:
  static constexpr std::size_t slot_count = 8192;

  struct Slot {
    std::string_view text;
    TextCode code = 0;
    bool filled = false;
  };

  static std::size_t slot_of(std::uint64_t hash) { return (hash >> 20) % slot_count; }

  TextPool& pool_;
  std::vector<Slot> slots_;
  std::vector<TextQuery> wanted_;
};

}  // namespace sop
