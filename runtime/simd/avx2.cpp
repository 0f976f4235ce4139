// AVX2: 32 bytes at a time. Comparisons give bytes, packed to one bit each; packing works within halves of a register,
// so the quarters are put back in order before.
#if defined(__x86_64__)
#include <immintrin.h>

#include <bit>
#include <cstring>

#include "runtime/simd/kernel_tables.h"

namespace sop {
namespace avx2_level {
namespace {

#define SOP_TARGET [[gnu::target("avx2,popcnt")]]
#define SOP_INLINE [[gnu::target("avx2,popcnt"), gnu::always_inline]] inline

SOP_INLINE __m256i load(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }

// The highest bits of 64 bytes.
SOP_INLINE std::uint64_t word_of_bytes(__m256i low, __m256i high) {
  const auto first = static_cast<std::uint32_t>(_mm256_movemask_epi8(low));
  const auto second = static_cast<std::uint32_t>(_mm256_movemask_epi8(high));
  return first | std::uint64_t{second} << 32;
}
// 32 bytes of 0 or -1 from as many 16-bit ones.
SOP_INLINE __m256i bytes_of_16(__m256i a, __m256i b) {
  return _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), 0b11'01'10'00);
}
SOP_INLINE __m256i bytes_of_32(__m256i a, __m256i b, __m256i c, __m256i d) {
  const __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d));
  return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

struct Range8 {
  __m256i low, width;
  SOP_INLINE __m256i operator()(__m256i x) const {
    const __m256i above = _mm256_sub_epi8(x, low);
    return _mm256_cmpeq_epi8(_mm256_min_epu8(above, width), above);
  }
};
struct Range16 {
  __m256i low, width;
  SOP_INLINE __m256i operator()(__m256i x) const {
    const __m256i above = _mm256_sub_epi16(x, low);
    return _mm256_cmpeq_epi16(_mm256_min_epu16(above, width), above);
  }
};
struct Range32 {
  __m256i low, width;
  SOP_INLINE __m256i operator()(__m256i x) const {
    const __m256i above = _mm256_sub_epi32(x, low);
    return _mm256_cmpeq_epi32(_mm256_min_epu32(above, width), above);
  }
};

SOP_INLINE std::uint64_t range_word(const std::uint8_t* v, std::uint8_t low, std::uint8_t width) {
  const Range8 range{_mm256_set1_epi8(static_cast<char>(low)), _mm256_set1_epi8(static_cast<char>(width))};
  return word_of_bytes(range(load(v)), range(load(v + 32)));
}
SOP_INLINE std::uint64_t range_word(const std::uint16_t* v, std::uint16_t low, std::uint16_t width) {
  const Range16 range{_mm256_set1_epi16(static_cast<short>(low)), _mm256_set1_epi16(static_cast<short>(width))};
  return word_of_bytes(bytes_of_16(range(load(v)), range(load(v + 16))),
                       bytes_of_16(range(load(v + 32)), range(load(v + 48))));
}
SOP_INLINE std::uint64_t range_word(const std::uint32_t* v, std::uint32_t low, std::uint32_t width) {
  const Range32 range{_mm256_set1_epi32(static_cast<int>(low)), _mm256_set1_epi32(static_cast<int>(width))};
  return word_of_bytes(bytes_of_32(range(load(v)), range(load(v + 8)), range(load(v + 16)), range(load(v + 24))),
                       bytes_of_32(range(load(v + 32)), range(load(v + 40)), range(load(v + 48)), range(load(v + 56))));
}
// Signed comparison of what is shifted by half the range is unsigned comparison.
SOP_INLINE std::uint64_t range_word(const std::uint64_t* v, std::uint64_t low, std::uint64_t width) {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const __m256i start = _mm256_set1_epi64x(static_cast<long long>(low + half));
  const __m256i most = _mm256_set1_epi64x(static_cast<long long>(width + half));
  std::uint64_t beyond = 0;
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    const __m256i above = _mm256_sub_epi64(load(v + 4 * i), start);
    const int four = _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpgt_epi64(above, most)));
    beyond |= static_cast<std::uint64_t>(four) << (4 * i);
  }
  return ~beyond;
}

SOP_INLINE std::uint64_t member_word(const std::uint16_t* v, const std::uint16_t* members, std::size_t count) {
  __m256i found[4] = {};
  for (std::size_t m = 0; m < count; ++m) {
    const __m256i member = _mm256_set1_epi16(static_cast<short>(members[m]));
#pragma GCC unroll 16
    for (int i = 0; i < 4; ++i) found[i] = _mm256_or_si256(found[i], _mm256_cmpeq_epi16(load(v + 16 * i), member));
  }
  return word_of_bytes(bytes_of_16(found[0], found[1]), bytes_of_16(found[2], found[3]));
}
SOP_INLINE std::uint64_t member_word(const std::uint32_t* v, const std::uint32_t* members, std::size_t count) {
  __m256i found[8] = {};
  for (std::size_t m = 0; m < count; ++m) {
    const __m256i member = _mm256_set1_epi32(static_cast<int>(members[m]));
#pragma GCC unroll 16
    for (int i = 0; i < 8; ++i) found[i] = _mm256_or_si256(found[i], _mm256_cmpeq_epi32(load(v + 8 * i), member));
  }
  return word_of_bytes(bytes_of_32(found[0], found[1], found[2], found[3]),
                       bytes_of_32(found[4], found[5], found[6], found[7]));
}
SOP_INLINE std::uint64_t member_word(const std::uint64_t* v, const std::uint64_t* members, std::size_t count) {
  std::uint64_t word = 0;
  for (std::size_t m = 0; m < count; ++m) {
    const __m256i member = _mm256_set1_epi64x(static_cast<long long>(members[m]));
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) {
      const __m256i equal = _mm256_cmpeq_epi64(load(v + 4 * i), member);
      word |= static_cast<std::uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(equal))) << (4 * i);
    }
  }
  return word;
}

struct Lookup {
  __m256i lower, upper, bits;
  SOP_INLINE explicit Lookup(const ByteSet& set)
      : lower(_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(set.half[0])))),
        upper(_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(set.half[1])))),
        bits(_mm256_set1_epi64x(static_cast<long long>(0x8040'2010'0804'0201))) {}
  SOP_INLINE __m256i operator()(__m256i x) const {
    const __m256i four = _mm256_set1_epi8(15);
    const __m256i at = _mm256_and_si256(x, four);
    const __m256i row = _mm256_blendv_epi8(_mm256_shuffle_epi8(lower, at), _mm256_shuffle_epi8(upper, at), x);
    const __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(_mm256_srli_epi16(x, 4), four));
    return _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
  }
};

SOP_INLINE std::uint64_t set_word(const std::uint8_t* v, const ByteSet& members) {
  const Lookup found(members);
  return word_of_bytes(found(load(v)), found(load(v + 32)));
}

template <bool all>
SOP_TARGET void combined(const std::uint64_t* const* bitmaps, std::size_t count, std::size_t words,
                         std::uint64_t* out) {
  std::size_t w = 0;
  for (; w + 4 <= words; w += 4) {
    __m256i four = load(bitmaps[0] + w);
    for (std::size_t i = 1; i < count; ++i) {
      const __m256i next = load(bitmaps[i] + w);
      four = all ? _mm256_and_si256(four, next) : _mm256_or_si256(four, next);
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + w), four);
  }
  for (; w < words; ++w) {
    std::uint64_t word = bitmaps[0][w];
    for (std::size_t i = 1; i < count; ++i) word = all ? word & bitmaps[i][w] : word | bitmaps[i][w];
    out[w] = word;
  }
}

SOP_TARGET std::size_t count_bits(const std::uint64_t* bits, std::size_t words) {
  std::size_t count = 0;
  for (std::size_t w = 0; w < words; ++w) count += static_cast<std::size_t>(std::popcount(bits[w]));
  return count;
}

#include "runtime/simd/loops.inc"
#undef SOP_TARGET
#undef SOP_INLINE

}  // namespace
}  // namespace avx2_level

const SimdKernels& avx2_kernels() { return avx2_level::kernels; }

}  // namespace sop
#endif
