// AVX2: four values at a time, those that are not chosen are not read.
#if defined(__x86_64__)
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/simd/spans.h"

namespace sop {
namespace avx2_span_level {
namespace {

#define SOP_TARGET [[gnu::target("avx2,popcnt,bmi,bmi2")]]
#define SOP_INLINE [[gnu::target("avx2,popcnt,bmi,bmi2"), gnu::always_inline]] inline

// The lowest four bits as the signs of four lanes.
SOP_INLINE __m256i lanes_of(std::uint64_t bits) {
  return _mm256_sllv_epi64(_mm256_set1_epi64x(static_cast<long long>(bits)), _mm256_setr_epi64x(63, 62, 61, 60));
}
SOP_INLINE __m256i load_chosen(const std::int64_t* values, __m256i lanes) {
  return _mm256_maskload_epi64(reinterpret_cast<const long long*>(values), lanes);
}

struct FewTimes {
  const std::int64_t* times;
  std::uint32_t bits;
};
SOP_INLINE FewTimes few_times(const std::int64_t* times, std::uint32_t bits) { return {times, bits}; }
SOP_INLINE std::uint32_t few_below(FewTimes some, std::int64_t bound) {
  auto [times, bits] = some;
  const __m256i limit = _mm256_set1_epi64x(bound);
  std::uint32_t below = 0;
  for (; bits != 0; bits >>= 4, times += 4) {
    const __m256i lanes = lanes_of(bits);
    const __m256i earlier = _mm256_and_si256(_mm256_cmpgt_epi64(limit, load_chosen(times, lanes)), lanes);
    below += static_cast<std::uint32_t>(
        std::popcount(static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(earlier)))));
  }
  return below;
}

SOP_INLINE std::int64_t chosen_sum(const std::int64_t* values, std::uint64_t bits) {
  __m256i sums = _mm256_setzero_si256();
  for (; bits != 0; bits >>= 4, values += 4) sums = _mm256_add_epi64(sums, load_chosen(values, lanes_of(bits)));
  const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
  return _mm_cvtsi128_si64(two) + _mm_extract_epi64(two, 1);
}

template <bool largest>
SOP_INLINE std::int64_t chosen_extreme(const std::int64_t* values, std::uint64_t bits) {
  __m256i best = _mm256_set1_epi64x(largest ? INT64_MIN : INT64_MAX);
  for (; bits != 0; bits >>= 4, values += 4) {
    const __m256i lanes = lanes_of(bits), next = load_chosen(values, lanes);
    const __m256i better = largest ? _mm256_cmpgt_epi64(next, best) : _mm256_cmpgt_epi64(best, next);
    const __m256d taken = _mm256_castsi256_pd(_mm256_and_si256(better, lanes));  // blending looks at signs
    best = _mm256_castpd_si256(_mm256_blendv_pd(_mm256_castsi256_pd(best), _mm256_castsi256_pd(next), taken));
  }
  alignas(32) std::int64_t four[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(four), best);
  const std::int64_t a = largest ? std::max(four[0], four[1]) : std::min(four[0], four[1]);
  const std::int64_t b = largest ? std::max(four[2], four[3]) : std::min(four[2], four[3]);
  return largest ? std::max(a, b) : std::min(a, b);
}

SOP_INLINE std::int64_t few_summed(const std::int64_t* values, std::uint64_t bits) { return chosen_sum(values, bits); }

template <bool largest>
SOP_INLINE std::int64_t few_compared(const std::int64_t* values, std::uint64_t bits) {
  return chosen_extreme<largest>(values, bits);
}

#include "runtime/simd/spans.inc"
#undef SOP_TARGET
#undef SOP_INLINE

}  // namespace
}  // namespace avx2_span_level

const SpanKernels& avx2_spans() { return avx2_span_level::wide_kernels; }

}  // namespace sop
#endif
