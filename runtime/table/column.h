// One column of values in memory. Which array is filled follows from physical_of(type.kind).
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/type.h"
#include "runtime/table/text_pool.h"

namespace sop {

// Bit i of word i / 64. The bits after the last row are zero.
using BitWords = std::vector<std::uint64_t>;

inline std::size_t words_for(std::size_t rows) { return (rows + 63) / 64; }
inline bool bit_at(const BitWords& bits, std::size_t row) { return bits[row / 64] >> (row % 64) & 1; }
inline void set_bit(BitWords& bits, std::size_t row) { bits[row / 64] |= std::uint64_t{1} << (row % 64); }
inline void clear_bit(BitWords& bits, std::size_t row) { bits[row / 64] &= ~(std::uint64_t{1} << (row % 64)); }

struct ColumnData {
  Type type;
  std::size_t rows = 0;
  BitWords known;                   // bit set: the value is there. Empty: no value is missing
  std::vector<std::int64_t> whole;  // the value where missing is unspecified, in every array
  std::vector<double> real;
  std::vector<TextCode> codes;
  BitWords bits;

  bool is_known(std::size_t row) const { return known.empty() || bit_at(known, row); }
};

// An empty column of `rows` missing (if `type.nullable`) or zero values.
ColumnData make_column(Type type, std::size_t rows);

}  // namespace sop
