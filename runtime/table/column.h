// One column of values in memory. Which array is filled follows from physical_of(type.kind).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
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

// An allocator that sets nothing: `resize(n)` leaves new values as they are, `resize(n, 0)` and `assign` set them. What
// is written whole right afterwards is written once.
template <class T>
struct UnsetAllocator : std::allocator<T> {
  template <class Other>
  struct rebind {
    using other = UnsetAllocator<Other>;
  };
  template <class U>
  void construct(U* value) {
    ::new (static_cast<void*>(value)) U;
  }
  template <class U, class... Args>
  void construct(U* value, Args&&... args) {
    ::new (static_cast<void*>(value)) U(std::forward<Args>(args)...);
  }
};

template <class T>
using ColumnValues = std::vector<T, UnsetAllocator<T>>;

template <class T>
bool operator==(const ColumnValues<T>& a, const std::vector<T>& b) {
  return std::ranges::equal(a, b);
}

struct ColumnData {
  Type type;
  std::size_t rows = 0;
  BitWords known;                    // bit set: the value is there. Empty: no value is missing
  ColumnValues<std::int64_t> whole;  // the value where missing is unspecified, in every array
  ColumnValues<double> real;
  ColumnValues<TextCode> codes;
  BitWords bits;

  bool is_known(std::size_t row) const { return known.empty() || bit_at(known, row); }
};

// An empty column of `rows` missing (if `type.nullable`) or zero values.
ColumnData make_column(Type type, std::size_t rows);

// The same, its numbers not set: for who writes all of them.
ColumnData unset_column(Type type, std::size_t rows);

}  // namespace sop
