// A shard is an open-addressing table of codes and an arena of bytes, both of which only grow. A slot has the code and
// 32 bits of the hash, no more: two million of them lie in the cache, and the text is only looked at where these agree.
// Texts by code lie in blocks of doubling size that never move, so a reader needs no lock: whoever knows a code got it
// after it was published.
#include "runtime/table/text_pool.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sop {
namespace {

constexpr std::size_t arena_bytes = std::size_t{1} << 16;

struct Slot {
  std::uint32_t hash = 0;
  std::uint32_t code_and_one = 0;  // 0: the slot is free

  bool is_free() const { return code_and_one == 0; }
  TextCode code() const { return code_and_one - 1; }
};

std::uint64_t eight_bytes(const char* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, sizeof out);
  return out;
}

// Most texts are of 8 to 16 bytes, for which a call takes longer than the comparison.
bool same_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  if (size < 8 || size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  return eight_bytes(a.data()) == eight_bytes(b.data()) &&
         eight_bytes(a.data() + size - 8) == eight_bytes(b.data() + size - 8);
}

// The low bits of a hash choose the shard, the high bits the slot.
std::uint32_t slot_hash(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

struct TextPool::Shard {
  mutable std::mutex mutex;
  std::vector<Slot> slots = std::vector<Slot>(16);
  std::size_t filled = 0;
  std::vector<std::unique_ptr<char[]>> arena;
  std::size_t room = 0;
  char* next = nullptr;

  // The slot of this text, or the free slot where it belongs.
  std::size_t slot_of(const TextPool& pool, std::string_view text, std::uint32_t hash) const {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = hash & mask;
    for (; !slots[at].is_free(); at = (at + 1) & mask)
      if (slots[at].hash == hash && same_text(pool.text(slots[at].code()), text)) break;
    return at;
  }

  const Slot& first_slot(std::uint64_t hash) const { return slots[slot_hash(hash) & (slots.size() - 1)]; }

  const char* keep(std::string_view text) {
    if (!next || text.size() > room) {
      room = std::max(arena_bytes, text.size());
      next = arena.emplace_back(std::make_unique_for_overwrite<char[]>(room)).get();
    }
    char* kept = next;
    if (!text.empty()) std::memcpy(kept, text.data(), text.size());
    next += text.size();
    room -= text.size();
    return kept;
  }

  void grow() {
    std::vector<Slot> old(slots.size() * 2);
    old.swap(slots);
    const std::size_t mask = slots.size() - 1;
    for (const Slot& slot : old) {
      if (slot.is_free()) continue;
      std::size_t at = slot.hash & mask;
      while (!slots[at].is_free()) at = (at + 1) & mask;
      slots[at] = slot;
    }
  }
};

TextPool::TextPool() : shards_(std::make_unique<Shard[]>(shard_count)) {}

TextPool::~TextPool() {
  for (auto& block : blocks_) delete[] block.load(std::memory_order_relaxed);
}

TextPool::Place TextPool::place_of(TextCode code) {
  const std::size_t shifted = std::size_t{code} + first_block;
  const auto block = static_cast<std::size_t>(std::bit_width(shifted) - std::bit_width(first_block));
  return {block, shifted - (first_block << block)};
}

void TextPool::publish(TextCode code, std::string_view text) {
  const Place place = place_of(code);
  std::string_view* block = blocks_[place.block].load(std::memory_order_acquire);
  if (!block) {
    auto* fresh = new std::string_view[first_block << place.block];
    if (blocks_[place.block].compare_exchange_strong(block, fresh, std::memory_order_acq_rel)) {
      block = fresh;
    } else {
      delete[] fresh;
    }
  }
  block[place.index] = text;
}

TextCode TextPool::intern_locked(Shard& shard, std::string_view text, std::uint64_t hash) {
  const std::size_t at = shard.slot_of(*this, text, slot_hash(hash));
  if (!shard.slots[at].is_free()) return shard.slots[at].code();
  const char* kept = shard.keep(text);
  const TextCode code = next_code_.fetch_add(1, std::memory_order_acq_rel);
  publish(code, {kept, text.size()});
  shard.slots[at] = {slot_hash(hash), code + 1};
  if (++shard.filled * 3 > shard.slots.size() * 2) shard.grow();
  return code;
}

TextCode TextPool::intern(std::string_view text, std::uint64_t hash) {
  Shard& shard = shards_[hash % shard_count];
  std::lock_guard lock(shard.mutex);
  return intern_locked(shard, text, hash);
}

// Shard by shard. Most of the time goes to memory that is not in the cache, so the slots of later queries, then where
// their texts lie, and then these are asked for ahead.
void TextPool::intern_all(std::vector<TextQuery>& queries) {
  std::array<std::size_t, shard_count + 1> begin{};
  for (const TextQuery& query : queries) ++begin[query.hash % shard_count + 1];
  for (std::size_t s = 0; s < shard_count; ++s) begin[s + 1] += begin[s];
  std::vector<TextQuery> sorted(queries.size());
  auto next = begin;
  for (const TextQuery& query : queries) sorted[next[query.hash % shard_count]++] = query;
  for (std::size_t s = 0; s < shard_count; ++s) {
    Shard& shard = shards_[s];
    std::lock_guard lock(shard.mutex);
    for (std::size_t i = begin[s]; i < begin[s + 1]; ++i) {
      const std::size_t last = begin[s + 1] - 1;
      __builtin_prefetch(&shard.first_slot(sorted[std::min(i + 24, last)].hash));
      if (const Slot& slot = shard.first_slot(sorted[std::min(i + 16, last)].hash); !slot.is_free())
        __builtin_prefetch(&place(slot.code()));
      if (const Slot& slot = shard.first_slot(sorted[std::min(i + 8, last)].hash); !slot.is_free())
        __builtin_prefetch(text(slot.code()).data());
      sorted[i].code = intern_locked(shard, sorted[i].text, sorted[i].hash);
    }
  }
  queries = std::move(sorted);
}

bool TextPool::find(std::string_view text, TextCode& code) const {
  const std::uint64_t hash = hash_of(text);
  const Shard& shard = shards_[hash % shard_count];
  std::lock_guard lock(shard.mutex);
  const Slot& slot = shard.slots[shard.slot_of(*this, text, slot_hash(hash))];
  if (slot.is_free()) return false;
  code = slot.code();
  return true;
}

const std::string_view& TextPool::place(TextCode code) const {
  const Place at = place_of(code);
  return blocks_[at.block].load(std::memory_order_acquire)[at.index];
}

std::string_view TextPool::text(TextCode code) const { return place(code); }

}  // namespace sop
