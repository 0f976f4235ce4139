#include "runtime/simd/level.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

namespace sop {
namespace {

constexpr std::array all_levels = {SimdLevel::scalar, SimdLevel::avx2, SimdLevel::avx512};

}  // namespace

std::string_view simd_word(SimdLevel level) {
  switch (level) {
    case SimdLevel::scalar: return "scalar";
    case SimdLevel::avx2: return "avx2";
    case SimdLevel::avx512: return "avx512";
  }
  return "";
}

SimdLevel best_simd() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2")) return SimdLevel::scalar;
  const bool has_all = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                       __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vpopcntdq");
  return has_all ? SimdLevel::avx512 : SimdLevel::avx2;
#else
  return SimdLevel::scalar;
#endif
}

std::expected<SimdLevel, std::string> asked_simd() {
  const char* const asked = std::getenv("SOP_SIMD");
  if (asked == nullptr) return best_simd();
  for (const SimdLevel level : all_levels) {
    if (simd_word(level) != asked) continue;
    if (level <= best_simd()) return level;
    return std::unexpected(fmt::format("SOP_SIMD={}: this processor knows no {}; the most it knows is {}", asked, asked,
                                       simd_word(best_simd())));
  }
  return std::unexpected(fmt::format("SOP_SIMD={}: the levels are scalar, avx2 and avx512", asked));
}

SimdLevel simd_level() { return asked_simd().value_or(best_simd()); }

}  // namespace sop
