// Where a customer's tag stands: a table of open addressing from (customer, group, tag) to a place, 16 bytes a slot,
// never more than half full. Most questions are about tags nobody holds, and end at the first slot.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/table/text_pool.h"

namespace sop {

struct TagKey {
  std::uint32_t customer;
  TextCode group, tag;
  bool operator==(const TagKey&) const = default;
};

struct TagKeyHash {
  std::size_t operator()(const TagKey& key) const {
    const std::uint64_t mixed = (std::uint64_t{key.customer} * 0x9E3779B97F4A7C15ull) ^
                                ((std::uint64_t{key.tag} << 32 | key.group) * 0xC2B2AE3D27D4EB4Full);
    return mixed ^ (mixed >> 29);
  }
};

class TagIndex {
 public:
  std::size_t size() const { return size_; }

  std::optional<std::uint32_t> find(const TagKey& key) const {
    if (slots_.empty()) return std::nullopt;
    const Slot& slot = slots_[slot_of(key)];
    return slot.place == nowhere ? std::nullopt : std::optional(slot.place);
  }

  void set(const TagKey& key, std::uint32_t place) {
    if (2 * (size_ + 1) > slots_.size()) grow(size_ + 1);
    Slot& slot = slots_[slot_of(key)];
    size_ += slot.place == nowhere;
    slot = {key, place};
  }

  void reserve(std::size_t keys) {
    if (2 * keys > slots_.size()) grow(keys);
  }

  // Those behind it that would no longer be found move up.
  void erase(const TagKey& key) {
    if (slots_.empty()) return;
    std::size_t hole = slot_of(key);
    if (slots_[hole].place == nowhere) return;
    --size_;
    for (std::size_t i = next(hole); slots_[i].place != nowhere; i = next(i))
      if (const std::size_t home = home_of(slots_[i].key); distance(home, i) >= distance(hole, i)) {
        slots_[hole] = slots_[i];
        hole = i;
      }
    slots_[hole].place = nowhere;
  }

 private:
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  struct Slot {
    TagKey key{};
    std::uint32_t place = nowhere;
  };

  std::size_t home_of(const TagKey& key) const { return TagKeyHash()(key) & (slots_.size() - 1); }
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  std::size_t distance(std::size_t from, std::size_t to) const { return (to - from) & (slots_.size() - 1); }

  // The key's own slot, or the empty one where it would stand.
  std::size_t slot_of(const TagKey& key) const {
    std::size_t slot = home_of(key);
    while (slots_[slot].place != nowhere && !(slots_[slot].key == key)) slot = next(slot);
    return slot;
  }

  void grow(std::size_t keys) {
    std::vector<Slot> old(std::bit_ceil(4 * keys));
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.place != nowhere) slots_[slot_of(slot.key)] = slot;
  }

  std::vector<Slot> slots_;  // a power of two, or none
  std::size_t size_ = 0;
};

}  // namespace sop
