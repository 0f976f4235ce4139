// AVX-512: 64 bytes at a time; a comparison gives its bits at once.
#if defined(__x86_64__)
// g++ 12 finds that its own intrinsics begin with a value that is not set, as they mean to.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <cstring>

#include "runtime/simd/kernel_tables.h"

namespace sop {
namespace avx512_level {
namespace {

#define SOP_TARGET [[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq")]]
#define SOP_INLINE [[gnu::target("avx512f,avx512bw,avx512vl,avx512vpopcntdq"), gnu::always_inline]] inline

SOP_INLINE __m512i load(const void* from) { return _mm512_loadu_si512(from); }

SOP_INLINE std::uint64_t range_word(const std::uint8_t* v, std::uint8_t low, std::uint8_t width) {
  const __m512i start = _mm512_set1_epi8(static_cast<char>(low)), most = _mm512_set1_epi8(static_cast<char>(width));
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(load(v), start), most);
}
SOP_INLINE std::uint64_t range_word(const std::uint16_t* v, std::uint16_t low, std::uint16_t width) {
  const __m512i start = _mm512_set1_epi16(static_cast<short>(low)), most = _mm512_set1_epi16(static_cast<short>(width));
  const std::uint64_t first = _mm512_cmple_epu16_mask(_mm512_sub_epi16(load(v), start), most);
  const std::uint64_t second = _mm512_cmple_epu16_mask(_mm512_sub_epi16(load(v + 32), start), most);
  return first | second << 32;
}
SOP_INLINE std::uint64_t range_word(const std::uint32_t* v, std::uint32_t low, std::uint32_t width) {
  const __m512i start = _mm512_set1_epi32(static_cast<int>(low)), most = _mm512_set1_epi32(static_cast<int>(width));
  std::uint64_t word = 0;
#pragma GCC unroll 16
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t part = _mm512_cmple_epu32_mask(_mm512_sub_epi32(load(v + 16 * i), start), most);
    word |= part << (16 * i);
  }
  return word;
}
SOP_INLINE std::uint64_t range_word(const std::uint64_t* v, std::uint64_t low, std::uint64_t width) {
  const __m512i start = _mm512_set1_epi64(static_cast<long long>(low));
  const __m512i most = _mm512_set1_epi64(static_cast<long long>(width));
  std::uint64_t word = 0;
#pragma GCC unroll 16
  for (int i = 0; i < 8; ++i) {
    const std::uint64_t part = _mm512_cmple_epu64_mask(_mm512_sub_epi64(load(v + 8 * i), start), most);
    word |= part << (8 * i);
  }
  return word;
}

SOP_INLINE std::uint64_t member_word(const std::uint16_t* v, const std::uint16_t* members, std::size_t count) {
  const __m512i low = load(v), high = load(v + 32);
  std::uint64_t word = 0;
  for (std::size_t m = 0; m < count; ++m) {
    const __m512i member = _mm512_set1_epi16(static_cast<short>(members[m]));
    word |= _mm512_cmpeq_epi16_mask(low, member) | std::uint64_t{_mm512_cmpeq_epi16_mask(high, member)} << 32;
  }
  return word;
}
SOP_INLINE std::uint64_t member_word(const std::uint32_t* v, const std::uint32_t* members, std::size_t count) {
  std::uint64_t word = 0;
#pragma GCC unroll 16
  for (int i = 0; i < 4; ++i) {
    const __m512i sixteen = load(v + 16 * i);
    std::uint64_t part = 0;
    for (std::size_t m = 0; m < count; ++m)
      part |= _mm512_cmpeq_epi32_mask(sixteen, _mm512_set1_epi32(static_cast<int>(members[m])));
    word |= part << (16 * i);
  }
  return word;
}
SOP_INLINE std::uint64_t member_word(const std::uint64_t* v, const std::uint64_t* members, std::size_t count) {
  std::uint64_t word = 0;
#pragma GCC unroll 16
  for (int i = 0; i < 8; ++i) {
    const __m512i eight = load(v + 8 * i);
    std::uint64_t part = 0;
    for (std::size_t m = 0; m < count; ++m)
      part |= _mm512_cmpeq_epi64_mask(eight, _mm512_set1_epi64(static_cast<long long>(members[m])));
    word |= part << (8 * i);
  }
  return word;
}

SOP_INLINE std::uint64_t set_word(const std::uint8_t* v, const ByteSet& members) {
  const __m512i lower = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(members.half[0])));
  const __m512i upper = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(members.half[1])));
  const __m512i bits = _mm512_set1_epi64(static_cast<long long>(0x8040'2010'0804'0201));
  const __m512i four = _mm512_set1_epi8(15);
  const __m512i x = load(v), at = _mm512_and_si512(x, four);
  const __m512i row = _mm512_mask_shuffle_epi8(_mm512_shuffle_epi8(lower, at), _mm512_movepi8_mask(x), upper, at);
  const __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(_mm512_srli_epi16(x, 4), four));
  return _mm512_test_epi8_mask(row, bit);
}

SOP_INLINE __m512i load_first(const std::uint64_t* from, std::size_t words) {
  return _mm512_maskz_loadu_epi64(static_cast<__mmask8>((1u << words) - 1), from);
}

template <bool all>
SOP_TARGET void combined(const std::uint64_t* const* bitmaps, std::size_t count, std::size_t words,
                         std::uint64_t* out) {
  std::size_t w = 0;
  for (; w + 8 <= words; w += 8) {
    __m512i eight = load(bitmaps[0] + w);
    for (std::size_t i = 1; i < count; ++i) {
      const __m512i next = load(bitmaps[i] + w);
      eight = all ? _mm512_and_si512(eight, next) : _mm512_or_si512(eight, next);
    }
    _mm512_storeu_si512(out + w, eight);
  }
  if (w == words) return;
  __m512i rest = load_first(bitmaps[0] + w, words - w);
  for (std::size_t i = 1; i < count; ++i) {
    const __m512i next = load_first(bitmaps[i] + w, words - w);
    rest = all ? _mm512_and_si512(rest, next) : _mm512_or_si512(rest, next);
  }
  _mm512_mask_storeu_epi64(out + w, static_cast<__mmask8>((1u << (words - w)) - 1), rest);
}

SOP_TARGET std::size_t count_bits(const std::uint64_t* bits, std::size_t words) {
  __m512i sums = _mm512_setzero_si512();
  std::size_t w = 0;
  for (; w + 8 <= words; w += 8) sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(load(bits + w)));
  if (w < words) sums = _mm512_add_epi64(sums, _mm512_popcnt_epi64(load_first(bits + w, words - w)));
  return static_cast<std::size_t>(_mm512_reduce_add_epi64(sums));
}

#include "runtime/simd/loops.inc"
#undef SOP_TARGET
#undef SOP_INLINE

}  // namespace
}  // namespace avx512_level

const SimdKernels& avx512_kernels() { return avx512_level::kernels; }

}  // namespace sop
#pragma GCC diagnostic pop
#endif
