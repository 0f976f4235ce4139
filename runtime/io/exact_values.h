// Values of Arrow as values of ours: exactly, or not at all. For files and for the C interface.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "runtime/table/column.h"
#include "stdlib/time/duration.h"

namespace sop {

// Times of one column in microseconds; nothing where one is no whole number of them or too large.
class ExactMicros {
 public:
  // 1, 1000, 1'000'000 or 1'000'000'000.
  explicit ExactMicros(std::int64_t units_per_second)
      : units_(std::max<std::int64_t>(units_per_second / micros_per_second, 1)),
        micros_(std::max<std::int64_t>(micros_per_second / units_per_second, 1)) {}

  std::optional<Micros> operator()(std::int64_t value) const {
    if (units_ > 1) return value % units_ == 0 ? std::optional(value / units_) : std::nullopt;
    Micros result = 0;
    if (__builtin_mul_overflow(value, micros_, &result)) return std::nullopt;
    return result;
  }

 private:
  std::int64_t units_;   // of a microsecond
  std::int64_t micros_;  // of a unit
};

// Has this local time an instant? Nearer to the end of all numbers a zone's offset has no room.
inline bool has_instant(Micros local) {
  constexpr Micros far = 9'000'000'000'000'000'000;
  return local >= -far && local <= far;
}

// In 1/10,000, if the shortest decimal that reads back as this number has at most 4 decimals. Below 10^15 units every
// decimal has a double of its own, so the division decides.
inline std::optional<std::int64_t> exact_money(double value) {
  const double units = std::nearbyint(value * money_scale);
  if (!(std::abs(units) < 1e15) || units / money_scale != value) return std::nullopt;
  return static_cast<std::int64_t>(units);
}

}  // namespace sop
