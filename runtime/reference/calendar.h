// Dates, months and zones for the reference, on std::chrono's civil types. ZoneRules is read as data only; the engine's
// conversions are not used.
#pragma once

#include <optional>

#include "compiler/ir/schema.h"
#include "runtime/reference/exact.h"
#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop::reference {

struct Civil {
  std::int64_t year;
  unsigned month, day;
};

Civil civil_of(Days date);
// Years 1 to 9999.
bool in_calendar(Wide date);
std::int64_t iso_weekday(Days date);

Days local_date(const ZoneRules& zone, Micros instant);
Micros local_time(const ZoneRules& zone, Micros instant);
Micros instant_of(const ZoneRules& zone, Days date, Micros time_of_day);

std::optional<Days> date_plus(Days date, Duration duration);
std::optional<Micros> instant_plus(const ZoneRules& zone, Micros instant, Duration duration);

Days week_start(Days date, Weekday first);
std::optional<Days> week_start_moved(Days date, std::int64_t weeks, Weekday first);
// The first day of the period of `months` (1, 3, 12) months that holds the date, moved by n periods.
std::optional<Days> period_start_moved(Days date, std::int64_t months, std::int64_t n);

std::int64_t full_years(Days from, Days to);

}  // namespace sop::reference
