// AVX-512: eight values at a time, those that are not chosen are not read.
#if defined(__x86_64__)
// g++ 12 finds that its own intrinsics begin with a value that is not set, as they mean to.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "runtime/simd/spans.h"

namespace sop {
namespace avx512_span_level {
namespace {

#define SOP_TARGET [[gnu::target("avx512f,avx512bw,avx512vl,popcnt,bmi,bmi2")]]
#define SOP_INLINE [[gnu::target("avx512f,avx512bw,avx512vl,popcnt,bmi,bmi2"), gnu::always_inline]] inline

SOP_INLINE __m512i load_chosen(const std::int64_t* values, std::uint64_t bits) {
  return _mm512_maskz_loadu_epi64(static_cast<__mmask8>(bits), values);
}
SOP_INLINE __m512i load_or(__m512i other, const std::int64_t* values, std::uint64_t bits) {
  return _mm512_mask_loadu_epi64(other, static_cast<__mmask8>(bits), values);
}

// Both halves without asking how many there are: that would be guessed wrong too often.
struct FewTimes {
  __m512i first, second;
};
SOP_INLINE FewTimes few_times(const std::int64_t* times, std::uint32_t bits) {
  const __m512i latest = _mm512_set1_epi64(INT64_MAX);
  return {load_or(latest, times, bits), load_or(latest, times + 8, bits >> 8)};
}
SOP_INLINE std::uint32_t few_below(const FewTimes& times, std::int64_t bound) {
  const __m512i limit = _mm512_set1_epi64(bound);
  const unsigned first = _mm512_cmplt_epi64_mask(times.first, limit);
  const unsigned second = _mm512_cmplt_epi64_mask(times.second, limit);
  return static_cast<std::uint32_t>(std::popcount(first | second << 8));
}

SOP_INLINE std::int64_t few_summed(const std::int64_t* values, std::uint64_t bits) {
  return _mm512_reduce_add_epi64(_mm512_add_epi64(load_chosen(values, bits), load_chosen(values + 8, bits >> 8)));
}

SOP_INLINE std::int64_t chosen_sum(const std::int64_t* values, std::uint64_t bits) {
  __m512i sums = _mm512_setzero_si512();
  for (; bits != 0; bits >>= 8, values += 8) sums = _mm512_add_epi64(sums, load_chosen(values, bits));
  return _mm512_reduce_add_epi64(sums);
}

// Halves of what is left, in ever narrower registers.
template <bool largest>
SOP_INLINE std::int64_t extreme_of(__m512i eight) {
  const __m256i upper = _mm512_extracti64x4_epi64(eight, 1), lower = _mm512_castsi512_si256(eight);
  const __m256i four = largest ? _mm256_max_epi64(lower, upper) : _mm256_min_epi64(lower, upper);
  const __m128i high = _mm256_extracti128_si256(four, 1), low = _mm256_castsi256_si128(four);
  const __m128i two = largest ? _mm_max_epi64(low, high) : _mm_min_epi64(low, high);
  const std::int64_t a = _mm_cvtsi128_si64(two), b = _mm_extract_epi64(two, 1);
  return largest ? std::max(a, b) : std::min(a, b);
}

template <bool largest>
SOP_INLINE std::int64_t few_compared(const std::int64_t* values, std::uint64_t bits) {
  const __m512i none = _mm512_set1_epi64(largest ? INT64_MIN : INT64_MAX);
  const __m512i first = load_or(none, values, bits), second = load_or(none, values + 8, bits >> 8);
  return extreme_of<largest>(largest ? _mm512_max_epi64(first, second) : _mm512_min_epi64(first, second));
}

template <bool largest>
SOP_INLINE std::int64_t chosen_extreme(const std::int64_t* values, std::uint64_t bits) {
  const __m512i none = _mm512_set1_epi64(largest ? INT64_MIN : INT64_MAX);
  __m512i best = none;
  for (; bits != 0; bits >>= 8, values += 8) {
    const __m512i next = load_or(none, values, bits);
    best = largest ? _mm512_max_epi64(best, next) : _mm512_min_epi64(best, next);
  }
  return extreme_of<largest>(best);
}

#include "runtime/simd/spans.inc"

#include "runtime/simd/narrow_spans.inc"

constexpr SpanKernels with_narrow() {
  SpanKernels all = wide_kernels;
  all.sum_narrow = sum_narrow;
  all.least_narrow = narrow_extremes<false>;
  all.most_narrow = narrow_extremes<true>;
  return all;
}
constexpr SpanKernels kernels = with_narrow();
#undef SOP_TARGET
#undef SOP_INLINE

}  // namespace
}  // namespace avx512_span_level

const SpanKernels& avx512_spans() { return avx512_span_level::kernels; }

}  // namespace sop
#pragma GCC diagnostic pop
#endif
