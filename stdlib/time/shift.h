// An instant moved by a duration: hours and shorter elapse, days and longer keep the local clock (semantics B4).
#pragma once

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop {

// No shift leads out of the calendar's years: what would lie beyond them lies at their end, as good as never.
inline Micros shifted(Micros instant, Duration by, const ZoneRules& zone) {
  if (by.unit == DurationUnit::micros) return instant + by.count;
  const Days day = zone.local_date(instant);
  const Days first = days_of({1, 1, 1}), last = days_of({9999, 12, 31});
  Days target = by.count > last - day ? last : by.count < first - day ? first : day + by.count;
  if (by.unit == DurationUnit::months && !add_months(day, by.count, target)) target = by.count > 0 ? last : first;
  return zone.instant_of(target, zone.local_time(instant));
}

}  // namespace sop
