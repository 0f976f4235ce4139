// Text to code for one reader of one column: most fields of a column repeat, so the run's TextPool (which locks) is asked
// once per distinct text. Open addressing; keys point into the pool, which never moves its texts.
#pragma once

#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

#include "runtime/table/text_pool.h"

namespace sop {

class CodeCache {
 public:
  explicit CodeCache(TextPool& pool) : pool_(pool), slots_(64) {}

  TextCode code_of(std::string_view text) {
    if (text == last_.text && last_.filled) return last_.code;
    const std::size_t hash = std::hash<std::string_view>{}(text);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      Slot& slot = slots_[at];
      if (slot.filled && slot.hash == hash && slot.text == text) return (last_ = slot).code;
      if (!slot.filled) return add(slot, hash, text);
    }
  }

 private:
  struct Slot {
    std::size_t hash = 0;
    std::string_view text;
    TextCode code = 0;
    bool filled = false;
  };

  TextCode add(Slot& slot, std::size_t hash, std::string_view text) {
    const TextCode code = pool_.intern(text);
    slot = last_ = {hash, pool_.text(code), code, true};
    if (++filled_ * 2 > slots_.size()) grow();
    return code;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (!slot.filled) continue;
      std::size_t at = slot.hash & (slots_.size() - 1);
      while (slots_[at].filled) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }

  TextPool& pool_;
  std::vector<Slot> slots_;
  std::size_t filled_ = 0;
  Slot last_;
};

}  // namespace sop
