#include "runtime/run/clock_days.h"

#include <algorithm>

#include "stdlib/time/civil.h"
#include "stdlib/time/recurrence.h"

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
    case ClockKind::calendar: return false;  // calendar_days
  }
  return false;
}

}  // namespace

ClockDays::ClockDays(const Program& program, const Dataset& dataset, const Clock& clock, TimeSpan span,
                     const RunOptions& options, const RunContext& context) {
  if (clock.kind == ClockKind::calendar) {
    calendar_days(program, dataset, clock, span, options, context);
    return;
  }
  const Days last = std::min<Days>(context.zone.local_date(span.to), clock.until_day);
  for (Days day = context.zone.local_date(span.after); day <= last; ++day) {
    if (!rings(clock, day)) continue;
    const Micros at = context.zone.instant_of(day, clock.at_us);
    if (at > span.after && at <= span.to) shared_.push_back(at);
  }
}

const std::vector<Micros>& ClockDays::instants_of(std::uint32_t customer) const {
  return own_.empty() ? shared_ : own_[customer];
}

void ClockDays::ring(const std::vector<Days>& days, const Clock& clock, TimeSpan span, const ZoneRules& zone,
                     std::vector<Micros>& out) const {
  for (const Days day : days) {
    const Micros at = zone.instant_of(day + clock.shift_days, clock.at_us);
    if (at > span.after && at <= span.to && day + clock.shift_days <= clock.until_day) out.push_back(at);
  }
}

// The calendar's days, each moved by the shift; on a column of hers from her own date as it is given to this run.
void ClockDays::calendar_days(const Program& program, const Dataset& dataset, const Clock& clock, TimeSpan span,
                              const RunOptions& options, const RunContext& context) {
  const Calendar& calendar = program.calendars[clock.calendar.index()];
  const Days first = context.zone.local_date(span.after) - clock.shift_days;
  const Days last = context.zone.local_date(span.to) - clock.shift_days;
  if (calendar.hers.empty()) {
    const auto days = calendar_days_between(calendar.rules, first, last, {});
    lacks_table_ = !days;
    if (days) ring(*days, clock, span, context.zone, shared_);
    return;
  }
  const Frame frame = batch_frame(dataset, options.as_of);
  const Evaluation found = options.evaluate(program, dataset, frame, calendar.hers, context);
  own_.resize(dataset.customers);
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    std::vector<std::optional<Days>> hers;
    for (const ColumnData& date : found.values)
      hers.push_back(date.is_known(row) ? std::optional<Days>(date.whole[row]) : std::nullopt);
    const auto days = calendar_days_between(calendar.rules, first, last, hers);
    lacks_table_ = lacks_table_ || !days;
    if (days) ring(*days, clock, span, context.zone, own_[frame.customer[row]]);
  }
}

}  // namespace sop
