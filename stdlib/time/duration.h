// A duration keeps its kind: months and years follow the calendar, days and weeks the local clock, hours and shorter
// are elapsed (semantics B4). Packed into 64 bits so that a column of durations is a column of whole numbers.
#pragma once

#include <cstdint>

namespace sop {

enum class DurationUnit : std::uint8_t { micros = 0, days = 1, months = 2 };

struct Duration {
  std::int64_t count = 0;
  DurationUnit unit = DurationUnit::micros;
};

// |count| below 2^61: 73,000 years of microseconds. days(n) fails beyond the days whose microseconds fit 64 bits.
constexpr std::int64_t max_duration_days = INT64_MAX / 86'400'000'000;
constexpr std::int64_t pack(Duration d) { return d.count * 4 + static_cast<std::int64_t>(d.unit); }
constexpr Duration unpack_duration(std::int64_t packed) { return {packed >> 2, static_cast<DurationUnit>(packed & 3)}; }

// The order of durations: a day counts as 24 hours, a month as 30 days.
constexpr std::int64_t nominal_micros(Duration d) {
  constexpr std::int64_t day = 86'400'000'000;
  switch (d.unit) {
    case DurationUnit::micros: return d.count;
    case DurationUnit::days: return d.count * day;
    case DurationUnit::months: return d.count * 30 * day;
  }
  return d.count;
}

// No instant is moved further: months have 31 days at most, and a change of the clock takes less than two.
constexpr std::int64_t at_most_micros(Duration d) {
  constexpr std::int64_t day = 86'400'000'000;
  if (d.unit == DurationUnit::micros) return d.count;
  return d.unit == DurationUnit::days ? (d.count + 2) * day : (d.count * 31 + 2) * day;
}

}  // namespace sop
