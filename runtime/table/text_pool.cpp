// A shard is an open-addressing table of codes. A slot has the code and 32 bits of the hash, no more: two million of
// them lie in the cache, and the text is only looked at where these agree. Texts by code lie in blocks of doubling size
// that never move; one of up to twelve bytes, as most are, lies there itself, a longer one in the shard's arena.
//
// A reader needs no lock: a slot is filled, once, after its text was published, and a table that was outgrown stays
// until the pool goes. Who does not find a text looks again under the shard's lock before it adds it.
#include "runtime/table/text_pool.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <vector>

namespace sop {
namespace {

// Up to twelve bytes. A call that copies any number takes longer than all the rest of a look-up.
void copy_few(const char* from, std::size_t size, char* to) {
  if (size >= 4) {
    std::memcpy(to, from, 4);
    if (size >= 8) std::memcpy(to + 4, from + 4, 4);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

}  // namespace

// Trivial, so that a block of them costs nothing before it is filled.
struct alignas(16) TextPool::KeptText {
  static constexpr std::size_t most_here = 12;

  std::uint32_t size;
  char bytes[most_here];  // the text and zeros, or its first four bytes and where it lies

  static KeptText of(std::string_view text) {
    KeptText out{static_cast<std::uint32_t>(text.size()), {}};
    if (text.size() <= most_here) {
      copy_few(text.data(), text.size(), out.bytes);
    } else {
      const char* at = text.data();
      std::memcpy(out.bytes, at, 4);
      std::memcpy(out.bytes + 4, &at, sizeof at);
    }
    return out;
  }

  bool is_here() const { return size <= most_here; }
  // Where it is here, valid as long as this is where it is.
  std::string_view view() const {
    if (is_here()) return {bytes, size};
    const char* at = nullptr;
    std::memcpy(&at, bytes + 4, sizeof at);
    return {at, size};
  }

  friend bool operator==(const KeptText& a, const KeptText& b) {
    if (std::memcmp(&a, &b, 8) != 0) return false;
    return std::memcmp(a.bytes + 4, b.bytes + 4, 8) == 0 || (!a.is_here() && a.view() == b.view());
  }
};

namespace {

// 0: free; else 32 bits of the hash over the code and one.
using Slot = std::uint64_t;

Slot slot_with(std::uint32_t hash, TextCode code) { return std::uint64_t{hash} << 32 | (code + 1u); }
TextCode code_in(Slot slot) { return static_cast<TextCode>(slot) - 1; }
bool has_hash(Slot slot, std::uint32_t hash) { return slot >> 32 == hash; }

// The low bits of a hash choose the shard, the high bits the slot.
std::uint32_t slot_hash(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

struct Found {
  std::atomic<Slot>& place;
  Slot slot;
};

struct SlotTable {
  explicit SlotTable(std::size_t size) : mask(size - 1), slots(std::make_unique<std::atomic<Slot>[]>(size)) {}

  std::atomic<Slot>& first(std::uint32_t hash) const { return slots[hash & mask]; }

  // Where this text stands, or the free slot where it belongs: free when it was looked at.
  template <class Same>
  Found find(std::uint32_t hash, Same same) const {
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
      const Slot slot = slots[at].load(std::memory_order_acquire);
      if (slot == 0 || (has_hash(slot, hash) && same(code_in(slot)))) return {slots[at], slot};
    }
  }

  std::size_t mask;
  std::unique_ptr<std::atomic<Slot>[]> slots;
};

struct BlockPlace {
  std::size_t block, index;
};

BlockPlace block_place(TextCode code, std::size_t first_block) {
  const std::size_t shifted = std::size_t{code} + first_block;
  const auto block = static_cast<std::size_t>(std::bit_width(shifted) - std::bit_width(first_block));
  return {block, shifted - (first_block << block)};
}

constexpr std::size_t arena_bytes = std::size_t{1} << 16;

}  // namespace

struct TextPool::Shard {
  std::atomic<const SlotTable*> table;
  // Under the lock:
  std::mutex mutex;
  std::size_t filled = 0;
  std::vector<std::unique_ptr<SlotTable>> tables;  // the last is the one in use
  std::vector<std::unique_ptr<char[]>> arena;
  std::size_t room = 0;
  char* next = nullptr;

  Shard() { use(std::make_unique<SlotTable>(16)); }

  void use(std::unique_ptr<SlotTable> fresh) {
    tables.push_back(std::move(fresh));
    table.store(tables.back().get(), std::memory_order_release);
  }

  std::string_view keep(std::string_view text) {
    if (text.size() > room) {
      room = std::max(arena_bytes, text.size());
      next = arena.emplace_back(std::make_unique_for_overwrite<char[]>(room)).get();
    }
    char* kept = next;
    std::memcpy(kept, text.data(), text.size());
    next += text.size();
    room -= text.size();
    return {kept, text.size()};
  }

  void grow() {
    const SlotTable& old = *tables.back();
    auto fresh = std::make_unique<SlotTable>((old.mask + 1) * 2);
    for (std::size_t i = 0; i <= old.mask; ++i)
      if (const Slot slot = old.slots[i].load(std::memory_order_relaxed); slot != 0)
        fresh->find(static_cast<std::uint32_t>(slot >> 32), [](TextCode) { return false; })
            .place.store(slot, std::memory_order_relaxed);
    use(std::move(fresh));
  }
};

TextPool::TextPool() : shards_(std::make_unique<Shard[]>(shard_count)) {}

TextPool::~TextPool() {
  for (auto& block : blocks_) delete[] block.load(std::memory_order_relaxed);
}

const TextPool::KeptText& TextPool::kept(TextCode code) const {
  const BlockPlace place = block_place(code, first_block);
  return blocks_[place.block].load(std::memory_order_acquire)[place.index];
}

void TextPool::publish(TextCode code, const KeptText& text) {
  const BlockPlace place = block_place(code, first_block);
  KeptText* block = blocks_[place.block].load(std::memory_order_acquire);
  if (!block) {
    auto* fresh = new KeptText[first_block << place.block];
    if (blocks_[place.block].compare_exchange_strong(block, fresh, std::memory_order_acq_rel)) {
      block = fresh;
    } else {
      delete[] fresh;
    }
  }
  block[place.index] = text;
}

TextCode TextPool::intern(std::string_view text, std::uint64_t hash) {
  Shard& shard = shards_[hash % shard_count];
  const KeptText wanted = KeptText::of(text);
  const SlotTable& table = *shard.table.load(std::memory_order_acquire);
  const Found found = table.find(slot_hash(hash), [&](TextCode code) { return kept(code) == wanted; });
  return found.slot != 0 ? code_in(found.slot) : add(shard, wanted, hash);
}

TextCode TextPool::add(Shard& shard, const KeptText& wanted, std::uint64_t hash) {
  std::lock_guard lock(shard.mutex);
  const SlotTable& table = *shard.tables.back();
  const Found found = table.find(slot_hash(hash), [&](TextCode code) { return kept(code) == wanted; });
  if (found.slot != 0) return code_in(found.slot);
  const TextCode code = next_code_.fetch_add(1, std::memory_order_acq_rel);
  publish(code, wanted.is_here() ? wanted : KeptText::of(shard.keep(wanted.view())));
  found.place.store(slot_with(slot_hash(hash), code), std::memory_order_release);
  if (++shard.filled * 3 > (table.mask + 1) * 2) shard.grow();
  return code;
}

// Most of the time goes to memory that is not in the cache, so the slots of later queries, and then where their texts
// lie, are asked for ahead.
void TextPool::intern_all(std::span<TextQuery> queries) {
  const auto first_slot = [&](std::size_t i) -> const std::atomic<Slot>& {
    const std::uint64_t hash = queries[std::min(i, queries.size() - 1)].hash;
    return shards_[hash % shard_count].table.load(std::memory_order_acquire)->first(slot_hash(hash));
  };
  for (std::size_t i = 0; i < queries.size(); ++i) {
    __builtin_prefetch(&first_slot(i + 24));
    if (const Slot slot = first_slot(i + 12).load(std::memory_order_acquire); slot != 0)
      __builtin_prefetch(&kept(code_in(slot)));
    queries[i].code = intern(queries[i].text, queries[i].hash);
  }
}

bool TextPool::find(std::string_view text, TextCode& code) const {
  const std::uint64_t hash = hash_of(text);
  const KeptText wanted = KeptText::of(text);
  const SlotTable& table = *shards_[hash % shard_count].table.load(std::memory_order_acquire);
  const Found found = table.find(slot_hash(hash), [&](TextCode at) { return kept(at) == wanted; });
  if (found.slot != 0) code = code_in(found.slot);
  return found.slot != 0;
}

std::string_view TextPool::text(TextCode code) const { return kept(code).view(); }

}  // namespace sop
