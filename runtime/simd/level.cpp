#include "runtime/simd/level.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace sop {
namespace {

constexpr std::array all_levels = {SimdLevel::scalar, SimdLevel::avx2, SimdLevel::avx512};

std::atomic<SimdLevel> held = best_simd();

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

SimdLevel simd_level() { return held.load(std::memory_order_relaxed); }

std::optional<std::string> hold_simd(const char* level) {
  if (level == nullptr) return std::nullopt;
  const auto asked = std::ranges::find(all_levels, std::string_view(level), simd_word);
  if (asked == all_levels.end()) return fmt::format("SOP_SIMD={}: the levels are scalar, avx2 and avx512", level);
  if (*asked > best_simd())
    return fmt::format("SOP_SIMD={}: this processor knows no {}; the most it knows is {}", level, level,
                       simd_word(best_simd()));
  held.store(*asked, std::memory_order_relaxed);
  return std::nullopt;
}

}  // namespace sop
