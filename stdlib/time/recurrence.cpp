#include "stdlib/time/recurrence.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sop {
namespace {

struct LunarYear {
  int year, month, day;  // the Gregorian date of its first day
  int leap_month;
  std::string_view lengths;
};

constexpr LunarYear lunar_years[] = {
#define SOP_LUNAR_YEAR(year, month, day, leap, lengths) {year, month, day, leap, lengths},
#include "stdlib/time/lunar_years.def"
};

// The day of a regular month of a lunar year, clamped to the month's end.
Days lunar_day(const LunarYear& year, int month, int day) {
  Days first = days_of({year.year, year.month, year.day});
  int number = 1;
  bool leap = false;
  for (const char length : year.lengths) {
    const int days = length == '+' ? 30 : 29;
    if (number == month && !leap) return first + std::min(day, days) - 1;
    first += days;
    if (number == year.leap_month && !leap) {
      leap = true;
    } else {
      leap = false;
      ++number;
    }
  }
  return first;
}

// What one rule says: its nearest day in a direction, and how far it can see there.
struct Nearest {
  std::optional<Days> date;
  std::optional<Days> unseen;  // from this day on (in the direction) nothing is known
};

constexpr int forward = 1, backward = -1;

bool is_before(Days a, Days b, int direction) { return direction == forward ? a < b : a > b; }

void take(Nearest& nearest, Days candidate, Days from, int direction) {
  if (!is_date(candidate) || is_before(candidate, from, direction)) return;
  if (!nearest.date || is_before(candidate, *nearest.date, direction)) nearest.date = candidate;
}

std::optional<Days> yearly_day(std::int64_t year, int month, int day, LeapDay leap_day) {
  if (year < 1 || year > 9999) return std::nullopt;
  if (month != 2 || day != 29 || is_leap_year(year)) return days_of({year, month, day});
  if (leap_day == LeapDay::feb28) return days_of({year, 2, 28});
  if (leap_day == LeapDay::mar01) return days_of({year, 3, 1});
  return std::nullopt;
}

Nearest nearest_yearly(int month, int day, LeapDay leap_day, Days from, int direction) {
  Nearest nearest;
  const std::int64_t year = civil_of(from).year;
  for (int i = 0; i <= 8 && !nearest.date; ++i)  // leap years lie at most eight years apart
    if (const auto date = yearly_day(year + i * direction, month, day, leap_day)) take(nearest, *date, from, direction);
  return nearest;
}

Nearest nearest_monthly(int day, Days from, int direction) {
  Nearest nearest;
  const std::int64_t number = month_number(civil_of(from));
  for (int i = 0; i <= 1; ++i) {
    const std::int64_t year = floor_div(number + i * direction, 12);
    const int month = static_cast<int>(floor_mod(number + i * direction, 12)) + 1;
    take(nearest, days_of({year, month, std::min(day, days_in_month(year, month))}), from, direction);
  }
  return nearest;
}

Nearest nearest_lunar(int month, int day, Days from, int direction) {
  Nearest nearest;
  const Days edge =
      direction == forward ? days_of({last_lunar_year + 1, 1, 1}) : days_of({first_lunar_year - 1, 12, 31});
  nearest.unseen = has_lunar_date(from) ? edge : from;
  if (*nearest.unseen == from) return nearest;
  for (const LunarYear& year : lunar_years)
    if (const Days date = lunar_day(year, month, day); has_lunar_date(date)) take(nearest, date, from, direction);
  return nearest;
}

Nearest nearest_of(const Recurrence& rule, const std::optional<Days>& hers, Days from, int direction) {
  Nearest nearest;
  switch (rule.kind) {
    case RecurrenceKind::every_year: return nearest_yearly(rule.month, rule.day, rule.leap_day, from, direction);
    case RecurrenceKind::every_month: return nearest_monthly(rule.day, from, direction);
    case RecurrenceKind::lunar: return nearest_lunar(rule.month, rule.day, from, direction);
    case RecurrenceKind::on_date: take(nearest, rule.date, from, direction); return nearest;
    case RecurrenceKind::every_year_of_hers: {
      if (!hers) return nearest;
      const CivilDate date = civil_of(*hers);
      return nearest_yearly(date.month, date.day, rule.leap_day, from, direction);
    }
  }
  return nearest;
}

// The nearest day of all rules, unless one that cannot see so far might have a nearer one.
CalendarDay nearest_day(std::span<const Recurrence> rules, Days from, HerDates hers, int direction) {
  Nearest best;
  std::size_t next_of_hers = 0;
  for (const Recurrence& rule : rules) {
    std::optional<Days> own;
    if (rule.kind == RecurrenceKind::every_year_of_hers) own = hers[next_of_hers++];
    const Nearest found = nearest_of(rule, own, from, direction);
    if (found.date) take(best, *found.date, from, direction);
    if (found.unseen && !found.date && (!best.unseen || is_before(*found.unseen, *best.unseen, direction)))
      best.unseen = found.unseen;
  }
  if (best.unseen && (!best.date || is_before(*best.unseen, *best.date, direction))) return {DayAnswer::no_table, 0};
  return best.date ? CalendarDay{DayAnswer::found, *best.date} : CalendarDay{};
}

}  // namespace

CalendarDay calendar_day_from(std::span<const Recurrence> rules, Days date, HerDates hers) {
  return nearest_day(rules, date, hers, forward);
}

CalendarDay calendar_day_until(std::span<const Recurrence> rules, Days date, HerDates hers) {
  return nearest_day(rules, date, hers, backward);
}

CalendarDay calendar_day_on(std::span<const Recurrence> rules, Days date, HerDates hers) {
  std::size_t next_of_hers = 0;
  bool unseen = false;
  for (const Recurrence& rule : rules) {
    std::optional<Days> own;
    if (rule.kind == RecurrenceKind::every_year_of_hers) own = hers[next_of_hers++];
    const Nearest found = nearest_of(rule, own, date, forward);
    if (found.date == date) return {DayAnswer::found, date};
    unseen = unseen || found.unseen == date;
  }
  return {unseen ? DayAnswer::no_table : DayAnswer::none, date};
}

std::optional<std::vector<Days>> calendar_days_between(std::span<const Recurrence> rules, Days first, Days last,
                                                       HerDates hers) {
  const bool lunar = std::ranges::any_of(rules, [](const Recurrence& r) { return r.kind == RecurrenceKind::lunar; });
  if (lunar && first <= last && !(has_lunar_date(first) && has_lunar_date(last))) return std::nullopt;
  std::vector<Days> days;
  for (Days from = first; from <= last;) {
    const CalendarDay next = calendar_day_from(rules, from, hers);
    if (next.answer != DayAnswer::found || next.date > last) break;
    days.push_back(next.date);
    from = next.date + 1;
  }
  return days;
}

}  // namespace sop
