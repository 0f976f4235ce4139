// Zone rules as a finished value: the sorted instants at which a zone's offset changes. The engine reads no clock and
// no zone database; runtime/io/zone_files.cpp loads the rules once and their version is part of every result's record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sop {

using Days = std::int64_t;    // days since 1970-01-01
using Micros = std::int64_t;  // microseconds: since midnight, or since 1970-01-01T00:00Z

constexpr Micros micros_per_second = 1'000'000;
constexpr Micros micros_per_minute = 60 * micros_per_second;
constexpr Micros micros_per_hour = 3'600 * micros_per_second;
constexpr Micros micros_per_day = 24 * micros_per_hour;

struct ZoneRules {
  std::string name;
  std::string version;            // of the zone database, e.g. "2026a"
  std::vector<Micros> since;      // ascending instants; offset_us[i] holds from since[i] on
  std::vector<Micros> offset_us;  // local - UTC; offset_us[0] also holds before since[0]

  Micros offset_at(Micros instant) const;
  // A local time that does not exist moves to the next valid instant; one that occurs twice is the first (semantics
  // B4).
  Micros instant_of(Days date, Micros time_of_day) const;
  Days local_date(Micros instant) const;
  Micros local_time(Micros instant) const;
};

ZoneRules utc_rules();

}  // namespace sop
