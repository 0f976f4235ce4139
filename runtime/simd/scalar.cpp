// Any processor: what the other levels must equal.
#include <bit>
#include <cstring>

#include "runtime/eval/bitmap.h"
#include "runtime/simd/kernel_tables.h"

namespace sop {
namespace scalar_level {
namespace {

#define SOP_TARGET

// A byte per row first: the compiler vectorises that for whatever the processor has.
template <class T>
std::uint64_t range_word(const T* values, T low, T width) {
  alignas(64) std::uint8_t flags[64];
  for (int i = 0; i < 64; ++i) flags[i] = static_cast<T>(values[i] - low) <= width;
  return pack_flags(flags);
}

template <class T>
std::uint64_t member_word(const T* values, const T* members, std::size_t count) {
  alignas(64) std::uint8_t flags[64] = {};
  for (std::size_t m = 0; m < count; ++m)
    for (int i = 0; i < 64; ++i) flags[i] |= static_cast<std::uint8_t>(values[i] == members[m]);
  return pack_flags(flags);
}

std::uint64_t set_word(const std::uint8_t* values, const ByteSet& members) {
  std::uint64_t word = 0;
  for (int i = 0; i < 64; ++i) word |= std::uint64_t{members.contains(values[i])} << i;
  return word;
}

template <bool all>
void combined(const std::uint64_t* const* bitmaps, std::size_t count, std::size_t words, std::uint64_t* out) {
  for (std::size_t w = 0; w < words; ++w) {
    std::uint64_t word = bitmaps[0][w];
    for (std::size_t i = 1; i < count; ++i) word = all ? word & bitmaps[i][w] : word | bitmaps[i][w];
    out[w] = word;
  }
}

std::size_t count_bits(const std::uint64_t* bits, std::size_t words) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < words; ++w) count += static_cast<std::size_t>(std::popcount(bits[w]));
  return count;
}

#include "runtime/simd/loops.inc"
#undef SOP_TARGET

}  // namespace
}  // namespace scalar_level

const SimdKernels& scalar_kernels() { return scalar_level::kernels; }

}  // namespace sop
