// Local time and back by the zone's list of transitions. Most instants lie after the last transition: looked at first.
#include "stdlib/time/zone.h"

#include <algorithm>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

// The index of the offset that holds at `instant`.
std::size_t segment_at(const ZoneRules& zone, Micros instant) {
  const auto after = std::ranges::upper_bound(zone.since, instant);
  return after == zone.since.begin() ? 0 : static_cast<std::size_t>(after - zone.since.begin()) - 1;
}

}  // namespace

Micros ZoneRules::offset_at(Micros instant) const {
  if (offset_us.empty()) return 0;
  if (since.empty() || instant >= since.back()) return offset_us.back();
  return offset_us[segment_at(*this, instant)];
}

// Walks the segments that can hold this local time. A segment whose local clock starts later than the time asked for
// follows a gap: its first instant is the next valid one.
Micros ZoneRules::instant_of(Days date, Micros time_of_day) const {
  const Micros local = date * micros_per_day + time_of_day;
  if (offset_us.empty()) return local;
  constexpr Micros widest_offset = 2 * micros_per_day;
  if (since.empty() || local - widest_offset >= since.back()) return local - offset_us.back();
  for (std::size_t i = segment_at(*this, local - widest_offset);; ++i) {
    const Micros instant = i == 0 ? local - offset_us[i] : std::max(local - offset_us[i], since[i]);
    if (i + 1 == since.size() || instant < since[i + 1]) return instant;
  }
}

Days ZoneRules::local_date(Micros instant) const { return floor_div(instant + offset_at(instant), micros_per_day); }

Micros ZoneRules::local_time(Micros instant) const { return floor_mod(instant + offset_at(instant), micros_per_day); }

ZoneRules utc_rules() { return {"UTC", "", {}, {}}; }

}  // namespace sop
