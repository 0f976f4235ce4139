// Instants and zones as the tests of contacts write them.
#pragma once

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop::contact_tests {

constexpr Micros minute = 60 * micros_per_second;
constexpr Micros hour = micros_per_hour;

constexpr Duration days(std::int64_t n) { return {n, DurationUnit::days}; }
constexpr Duration hours(std::int64_t n) { return {n * hour, DurationUnit::micros}; }

inline ZoneRules shanghai() { return {"Asia/Shanghai", "", {0}, {8 * hour}}; }

// Summer time from 02:00 on 29 March 2026 (03:00 follows 01:59) to 03:00 on 25 October (02:00 comes twice).
inline ZoneRules berlin() {
  return {"Europe/Berlin",
          "",
          {0, days_of({2026, 3, 29}) * micros_per_day + hour, days_of({2026, 10, 25}) * micros_per_day + hour},
          {hour, 2 * hour, hour}};
}

// The first instant with this local date and time.
inline Micros on(const ZoneRules& zone, int year, int month, int day, int at_hour, int at_minute = 0) {
  return zone.instant_of(days_of({year, month, day}), at_hour * hour + at_minute * minute);
}

}  // namespace sop::contact_tests
