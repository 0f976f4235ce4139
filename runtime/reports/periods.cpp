#include "runtime/reports/periods.h"

#include <algorithm>

#include "stdlib/time/civil.h"

namespace sop {

Days period_start(Days date, Grain grain, Weekday week_start) {
  switch (grain) {
    case Grain::none:
    case Grain::day: return date;
    case Grain::week: return week_start_of(date, static_cast<int>(week_start));
    case Grain::month: return month_start_of(date);
    case Grain::quarter: return quarter_start_of(date);
    case Grain::year: return year_start_of(date);
  }
  return date;
}

Days next_period(Days start, Grain grain) {
  const auto months_later = [&](int months) {
    Days next = start;
    return add_months(start, months, next) ? next : start + 31;
  };
  switch (grain) {
    case Grain::none:
    case Grain::day: return start + 1;
    case Grain::week: return start + 7;
    case Grain::month: return months_later(1);
    case Grain::quarter: return months_later(3);
    case Grain::year: return months_later(12);
  }
  return start + 1;
}

ReportPeriod whole_period(Micros from, Micros to, Micros as_of) {
  ReportPeriod out;
  out.from = from;
  out.to = std::min(to, as_of + 1);
  out.as_of = out.to - 1;
  return out;
}

std::vector<ReportPeriod> periods_in(const ReportPeriod& whole, Grain grain, Weekday week_start,
                                     const ZoneRules& zone) {
  std::vector<ReportPeriod> out;
  if (whole.to <= whole.from) return out;
  const Days last = zone.local_date(whole.to - 1);
  for (Days day = period_start(zone.local_date(whole.from), grain, week_start); day <= last;) {
    const Days next = next_period(day, grain);
    ReportPeriod period;
    period.first_day = day;
    period.from = std::max(whole.from, zone.instant_of(day, 0));
    period.to = std::min(whole.to, zone.instant_of(next, 0));
    period.as_of = period.to - 1;
    if (period.from < period.to) out.push_back(period);
    day = next;
  }
  return out;
}

}  // namespace sop
