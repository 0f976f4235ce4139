// Every text of a run, once. A text value is its code; equal texts have equal codes in all columns, so equality, sets,
// joins and grouping compare 32-bit codes. Order compares the texts (codes say nothing about order).
//
// Many threads add texts at once: the table of texts is split into shards, and who adds locks one. Neither finding the
// code of a text that is there nor reading a text by its code takes a lock.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace sop {

using TextCode = std::uint32_t;

// A text whose code is wanted.
struct TextQuery {
  std::string_view text;
  std::uint64_t hash = 0;  // TextPool::hash_of(text)
  std::uint32_t tag = 0;   // the caller's own, e.g. a row
  TextCode code = 0;       // the answer
};

class TextPool {
 public:
  TextPool();
  ~TextPool();
  TextPool(const TextPool&) = delete;
  TextPool& operator=(const TextPool&) = delete;

  // The code of this text; adds it when new. Safe to call from several threads.
  TextCode intern(std::string_view text) { return intern(text, hash_of(text)); }
  TextCode intern(std::string_view text, std::uint64_t hash);
  // The codes of many texts, several times faster than one by one.
  void intern_all(std::span<TextQuery> queries);
  // The code, or nothing when the run holds no such text.
  bool find(std::string_view text, TextCode& code) const;
  // Stays valid as long as the pool.
  std::string_view text(TextCode code) const;
  std::size_t size() const { return next_code_.load(std::memory_order_acquire); }

  static std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

 private:
  struct Shard;
  struct KeptText;

  static constexpr std::size_t shard_count = 64;
  static constexpr std::size_t first_block = 1024;  // block b holds first_block << b texts
  static constexpr std::size_t block_count = 23;

  const KeptText& kept(TextCode code) const;
  TextCode add(Shard& shard, const KeptText& wanted, std::uint64_t hash);
  void publish(TextCode code, const KeptText& text);

  std::unique_ptr<Shard[]> shards_;
  std::array<std::atomic<KeptText*>, block_count> blocks_{};
  std::atomic<TextCode> next_code_{0};
};

}  // namespace sop
