// Bitmaps of one block: bit i of word i / 64. Every bitmap keeps the bits after its last row zero.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace sop {

using Word = std::uint64_t;

inline std::size_t word_count(std::size_t rows) { return (rows + 63) / 64; }
inline bool test(const Word* bits, std::size_t row) { return bits[row / 64] >> (row % 64) & 1; }
inline void put(Word* bits, std::size_t row) { bits[row / 64] |= Word{1} << (row % 64); }
inline void drop(Word* bits, std::size_t row) { bits[row / 64] &= ~(Word{1} << (row % 64)); }

// The bits of the first `rows` rows, rows in 0..64.
inline Word first_bits(std::size_t rows) { return rows >= 64 ? ~Word{0} : (Word{1} << rows) - 1; }
// The rows that lie in word `w`.
inline Word rows_in_word(std::size_t rows, std::size_t w) { return first_bits(rows - 64 * w); }

inline void clear_all(Word* bits, std::size_t rows) { std::fill_n(bits, word_count(rows), Word{0}); }
inline void put_all(Word* bits, std::size_t rows) {
  for (std::size_t w = 0; w < word_count(rows); ++w) bits[w] = rows_in_word(rows, w);
}
inline bool any_bit(const Word* bits, std::size_t rows) {
  return std::any_of(bits, bits + word_count(rows), [](Word word) { return word != 0; });
}

// Bits from .. from + rows of `source` to the start of `out`.
inline void copy_bits(const Word* source, std::size_t from, std::size_t rows, Word* out) {
  const std::size_t first = from / 64, shift = from % 64, last = (from + rows + 63) / 64;
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    Word word = source[first + w] >> shift;
    if (shift != 0 && first + w + 1 < last) word |= source[first + w + 1] << (64 - shift);
    out[w] = word & rows_in_word(rows, w);
  }
}

// `rows` bits of `source` to the rows at `to` of `out`, which are zero.
inline void paste_bits(const Word* source, std::size_t rows, Word* out, std::size_t to) {
  const std::size_t first = to / 64, shift = to % 64, last = (to + rows + 63) / 64;
  if (shift == 0) return void(std::copy_n(source, word_count(rows), out + first));
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    out[first + w] |= source[w] << shift;
    if (shift != 0 && first + w + 1 < last) out[first + w + 1] |= source[w] >> (64 - shift);
  }
}

// The bits low .. high of word `w`.
inline Word range_in_word(std::size_t low, std::size_t high, std::size_t w) {
  const Word below_high = high >= 64 * w + 64 ? ~Word{0} : first_bits(high - 64 * w);
  const Word below_low = low <= 64 * w ? 0 : first_bits(low - 64 * w);
  return below_high & ~below_low;
}

// Sets the bits low .. high.
inline void put_range(Word* bits, std::size_t low, std::size_t high) {
  for (std::size_t w = low / 64; low < high && w <= (high - 1) / 64; ++w) bits[w] |= range_in_word(low, high, w);
}

template <class Visit>
void for_each_bit(const Word* bits, std::size_t low, std::size_t high, Visit visit) {
  if (low >= high) return;
  for (std::size_t w = low / 64; w <= (high - 1) / 64; ++w)
    for (Word word = bits[w] & range_in_word(low, high, w); word != 0; word &= word - 1)
      visit(64 * w + static_cast<std::size_t>(std::countr_zero(word)));
}

inline std::size_t count_bits(const Word* bits, std::size_t low, std::size_t high) {
  std::size_t count = 0;
  if (low >= high) return count;
  for (std::size_t w = low / 64; w <= (high - 1) / 64; ++w)
    count += static_cast<std::size_t>(std::popcount(bits[w] & range_in_word(low, high, w)));
  return count;
}

// The first or last set bit of low .. high, or `high` where there is none.
inline std::size_t first_bit(const Word* bits, std::size_t low, std::size_t high) {
  for (std::size_t w = low / 64; low < high && w <= (high - 1) / 64; ++w)
    if (const Word word = bits[w] & range_in_word(low, high, w); word != 0)
      return 64 * w + static_cast<std::size_t>(std::countr_zero(word));
  return high;
}
inline std::size_t last_bit(const Word* bits, std::size_t low, std::size_t high) {
  if (low >= high) return high;
  for (std::size_t w = (high - 1) / 64 + 1; w-- > low / 64;)
    if (const Word word = bits[w] & range_in_word(low, high, w); word != 0)
      return 64 * w + 63 - static_cast<std::size_t>(std::countl_zero(word));
  return high;
}

// 64 bytes of 0 or 1 as one word.
#ifdef __SSE2__
inline Word pack_flags(const std::uint8_t* flags) {
  Word word = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(flags + 16 * i));
    const auto sixteen = static_cast<unsigned>(_mm_movemask_epi8(_mm_slli_epi16(bytes, 7)));
    word |= Word{sixteen} << (16 * i);
  }
  return word;
}
#else
// Eight at a time: the product gathers the lowest bits of the bytes in its highest byte.
inline Word pack_flags(const std::uint8_t* flags) {
  Word word = 0;
  for (int i = 0; i < 8; ++i) {
    Word eight = 0;
    for (int byte = 0; byte < 8; ++byte) eight |= Word{flags[8 * i + byte]} << (8 * byte);
    word |= (eight * 0x0102040810204080 >> 56) << (8 * i);
  }
  return word;
}
#endif

// Words of flags from a predicate per row. Full words have a constant trip count, which the compiler vectorises.
template <class Predicate>
void fill_flags(Word* out, std::size_t rows, Predicate predicate) {
  alignas(64) std::uint8_t flags[64];
  const std::size_t full = rows / 64;
  for (std::size_t w = 0; w < full; ++w) {
    for (std::size_t i = 0; i < 64; ++i) flags[i] = predicate(64 * w + i);
    out[w] = pack_flags(flags);
  }
  if (rows % 64 == 0) return;
  std::fill_n(flags, 64, std::uint8_t{0});
  for (std::size_t i = 64 * full; i < rows; ++i) flags[i - 64 * full] = predicate(i);
  out[full] = pack_flags(flags);
}

}  // namespace sop
