// The periods of a report: days, weeks, months, quarters, years of the project's zone, cut where its window or the run
// ends. Facts of a customer are read as of a period's end.
#pragma once

#include <vector>

#include "compiler/ir/program.h"
#include "stdlib/time/zone.h"

namespace sop {

constexpr Micros no_begin = INT64_MIN / 4;  // before every event

struct ReportPeriod {
  Micros from = no_begin;
  Micros to = 0;     // the first instant after it
  Micros as_of = 0;  // its last instant, or the run
  Days first_day = 0;
};

Days period_start(Days date, Grain grain, Weekday week_start);
Days next_period(Days start, Grain grain);

// [from, to) cut at the run, as one period.
ReportPeriod whole_period(Micros from, Micros to, Micros as_of);
// The periods that have an instant in `whole`.
std::vector<ReportPeriod> periods_in(const ReportPeriod& whole, Grain grain, Weekday week_start, const ZoneRules& zone);

}  // namespace sop
