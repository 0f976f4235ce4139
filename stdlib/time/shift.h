// An instant moved by a duration: hours and shorter elapse, days and longer keep the local clock (semantics B4).
#pragma once

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop {

// Outside of the calendar's years a shift by months moves nothing.
inline Micros shifted(Micros instant, Duration by, const ZoneRules& zone) {
  if (by.unit == DurationUnit::micros) return instant + by.count;
  const Days day = zone.local_date(instant);
  Days target = day + by.count;
  if (by.unit == DurationUnit::months && !add_months(day, by.count, target)) target = day;
  return zone.instant_of(target, zone.local_time(instant));
}

}  // namespace sop
