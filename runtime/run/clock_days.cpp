#include "runtime/run/clock_days.h"

#include <algorithm>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

// In a month that is too short the day is its last one: whoever is served monthly is served every month.
bool is_month_day(Days day, std::int32_t number) {
  const CivilDate date = civil_of(day);
  return date.day == std::min(number, days_in_month(date.year, date.month));
}

bool rings(const Clock& clock, Days day) {
  switch (clock.kind) {
    case ClockKind::none: return false;
    case ClockKind::day: return day % clock.every == 0;
    case ClockKind::weekday: return weekday_of(day) == clock.number;
    case ClockKind::month_day: return is_month_day(day, clock.number);
    case ClockKind::calendar: return false;
  }
  return false;
}

}  // namespace

ClockDays::ClockDays(const Program& program, const Dataset& dataset, const Clock& clock, TimeSpan span,
                     const RunOptions& options, const RunContext& context) {
  static_cast<void>(program);
  static_cast<void>(dataset);
  static_cast<void>(options);
  const Days last = std::min<Days>(context.zone.local_date(span.to), clock.until_day);
  for (Days day = context.zone.local_date(span.after); day <= last; ++day) {
    if (!rings(clock, day)) continue;
    const Micros at = context.zone.instant_of(day, clock.at_us);
    if (at > span.after && at <= span.to) shared_.push_back(at);
  }
}

const std::vector<Micros>& ClockDays::instants_of(std::uint32_t customer) const {
  static_cast<void>(customer);
  return shared_;
}

}  // namespace sop
