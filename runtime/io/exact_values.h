// Values of Arrow as values of ours: exactly, or not at all. For files and for the C interface.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "runtime/table/column.h"
#include "stdlib/time/duration.h"

namespace sop {

// `units_per_second`: 1, 1000, 1'000'000 or 1'000'000'000.
inline std::optional<Micros> exact_micros(std::int64_t value, std::int64_t units_per_second) {
  if (units_per_second > micros_per_second) {
    const std::int64_t divisor = units_per_second / micros_per_second;
    return value % divisor == 0 ? std::optional(value / divisor) : std::nullopt;
  }
  Micros result = 0;
  if (__builtin_mul_overflow(value, micros_per_second / units_per_second, &result)) return std::nullopt;
  return result;
}

// In 1/10,000, if the shortest decimal that reads back as this number has at most 4 decimals. Below 10^15 units every
// decimal has a double of its own, so the division decides.
inline std::optional<std::int64_t> exact_money(double value) {
  const double units = std::nearbyint(value * money_scale);
  if (!(std::abs(units) < 1e15) || units / money_scale != value) return std::nullopt;
  return static_cast<std::int64_t>(units);
}

}  // namespace sop
