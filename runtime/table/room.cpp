#include "runtime/table/room.h"

#include <algorithm>

namespace sop {
namespace {

constexpr std::size_t word_bits = 64;

// `count` bits, at most a word, from any place on.
std::uint64_t bits_from(const BitWords& bits, std::size_t at, std::size_t count) {
  const std::size_t word = at / word_bits, shift = at % word_bits;
  std::uint64_t out = bits[word] >> shift;
  if (shift + count > word_bits) out |= bits[word + 1] << (word_bits - shift);
  return count == word_bits ? out : out & ((std::uint64_t{1} << count) - 1);
}

void put_bits(BitWords& bits, std::size_t at, std::size_t count, std::uint64_t value) {
  const std::size_t word = at / word_bits, shift = at % word_bits;
  const std::uint64_t mask = count == word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
  bits[word] = (bits[word] & ~(mask << shift)) | (value << shift);
  if (shift + count <= word_bits) return;
  const std::size_t over = word_bits - shift;
  bits[word + 1] = (bits[word + 1] & ~(mask >> over)) | (value >> over);
}

void make_room_in_bits(BitWords& bits, std::span<const std::uint32_t> places, std::size_t rows) {
  bits.resize(words_for(rows), 0);
  move_back(places, rows, [&](std::size_t from, std::size_t to, std::size_t count) {
    while (count > 0) {
      const std::size_t some = std::min(count, word_bits);
      count -= some;
      put_bits(bits, to + count, some, bits_from(bits, from + count, some));
    }
  });
  for (const std::uint32_t place : places) clear_bit(bits, place);
}

}  // namespace

void make_room(ColumnData& column, std::span<const std::uint32_t> places, std::size_t rows) {
  const bool may_miss = column.type.nullable;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: make_room(column.whole, places, rows); break;
    case Physical::real: make_room(column.real, places, rows); break;
    case Physical::code: make_room(column.codes, places, rows); break;
    case Physical::bit: make_room_in_bits(column.bits, places, rows); break;
  }
  if (may_miss) make_room_in_bits(column.known, places, rows);
  column.rows = rows;
}

void clear_row(ColumnData& column, std::size_t row) {
  if (!column.known.empty()) clear_bit(column.known, row);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: column.whole[row] = 0; return;
    case Physical::real: column.real[row] = 0; return;
    case Physical::code: column.codes[row] = 0; return;
    case Physical::bit: clear_bit(column.bits, row); return;
  }
}

}  // namespace sop
