// Any processor.
#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/simd/spans.h"

namespace sop {
namespace scalar_span_level {
namespace {

#define SOP_TARGET
#define SOP_INLINE inline

// Of the chosen, who come first.
struct FewTimes {
  const std::int64_t* times;
  std::uint32_t bits;
};
FewTimes few_times(const std::int64_t* times, std::uint32_t bits) { return {times, bits}; }
std::uint32_t few_below(FewTimes some, std::int64_t bound) {
  auto [times, bits] = some;
  std::uint32_t below = 0;
  for (; bits != 0; bits >>= 1) below += *times++ < bound;
  return below;
}

std::int64_t chosen_sum(const std::int64_t* values, std::uint64_t bits) {
  std::int64_t sum = 0;
  for (; bits != 0; bits &= bits - 1) sum += values[std::countr_zero(bits)];
  return sum;
}

template <bool largest>
std::int64_t chosen_extreme(const std::int64_t* values, std::uint64_t bits) {
  std::int64_t best = largest ? INT64_MIN : INT64_MAX;
  for (; bits != 0; bits &= bits - 1) {
    const std::int64_t value = values[std::countr_zero(bits)];
    best = largest ? std::max(best, value) : std::min(best, value);
  }
  return best;
}

std::int64_t few_summed(const std::int64_t* values, std::uint64_t bits) { return chosen_sum(values, bits); }

template <bool largest>
std::int64_t few_compared(const std::int64_t* values, std::uint64_t bits) {
  return chosen_extreme<largest>(values, bits);
}

#include "runtime/simd/spans.inc"
#undef SOP_TARGET
#undef SOP_INLINE

}  // namespace
}  // namespace scalar_span_level

const SpanKernels& scalar_spans() { return scalar_span_level::wide_kernels; }

const SpanKernels& span_kernels(SimdLevel level) {
  switch (level) {
    case SimdLevel::scalar: break;
#if defined(__x86_64__)
    case SimdLevel::avx2: return avx2_spans();
    case SimdLevel::avx512: return avx512_spans();
#else
    case SimdLevel::avx2:
    case SimdLevel::avx512: break;
#endif
  }
  return scalar_spans();
}

}  // namespace sop
