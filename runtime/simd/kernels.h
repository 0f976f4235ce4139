// The innermost loops over a block, a table of them per level of the processor. Each writes one bit per row, and keeps
// the bits after the last row zero. Values are unsigned: what they stand for is the caller's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/simd/level.h"

namespace sop {

// A set of bytes as two tables of sixteen, as processors look them up: by the low four bits of a byte, a bit for each
// of the next three, a table for the highest.
struct ByteSet {
  std::uint8_t half[2][16] = {};
  void insert(std::uint8_t value) {
    half[value >> 7][value & 15] |= static_cast<std::uint8_t>(1 << ((value >> 4) & 7));
  }
  bool contains(std::uint8_t value) const { return half[value >> 7][value & 15] >> ((value >> 4) & 7) & 1; }
};

template <class T>
using RangeKernel = void (*)(const T* values, std::size_t rows, T low, T width, std::uint64_t* out);
template <class T>
using MemberKernel = void (*)(const T* values, std::size_t rows, const T* members, std::size_t count,
                              std::uint64_t* out);
using BitmapKernel = void (*)(const std::uint64_t* const* bitmaps, std::size_t count, std::size_t words,
                              std::uint64_t* out);

struct SimdKernels {
  // value - low <= width, in the arithmetic of the value's type.
  RangeKernel<std::uint8_t> in_range_8;
  RangeKernel<std::uint16_t> in_range_16;
  RangeKernel<std::uint32_t> in_range_32;
  RangeKernel<std::uint64_t> in_range_64;
  // Is the value one of these?
  void (*one_of_8)(const std::uint8_t* values, std::size_t rows, const ByteSet& members, std::uint64_t* out);
  MemberKernel<std::uint16_t> one_of_16;
  MemberKernel<std::uint32_t> one_of_32;
  MemberKernel<std::uint64_t> one_of_64;
  // Of `count` bitmaps, at least one; `out` may be one of them.
  BitmapKernel all_of, any_of;
  std::size_t (*count_bits)(const std::uint64_t* bits, std::size_t words);
};

const SimdKernels& simd_kernels(SimdLevel level);

}  // namespace sop
