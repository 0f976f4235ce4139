// Recurring days (semantics B5): what a `calendar` is made of, and which days that gives. Gregorian rules hold in every
// year; lunar ones only where the table reaches (the years 2015 to 2040), and beyond it the answer is `no_table`, never
// a guess. A day that a month lacks is its last day; a leap month repeats no festival.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "stdlib/time/civil.h"

namespace sop {

enum class RecurrenceKind : std::uint8_t {
  every_year,          // `every year on 11-11`
  every_month,         // `every month on 8`
  lunar,               // `lunar 01-01`
  on_date,             // `2026-11-11`
  every_year_of_hers,  // `every year on customer.birthday feb29 as feb28`
};

enum class LeapDay : std::uint8_t { none, feb28, mar01 };  // what 29 February is in other years

struct Recurrence {
  RecurrenceKind kind = RecurrenceKind::on_date;
  int month = 0, day = 0;
  Days date = 0;  // on_date
  LeapDay leap_day = LeapDay::none;
  bool operator==(const Recurrence&) const = default;
};

// The years whose every day has a lunar date.
constexpr int first_lunar_year = 2015, last_lunar_year = 2040;
constexpr bool has_lunar_date(Days date) {
  return date >= days_of({first_lunar_year, 1, 1}) && date <= days_of({last_lunar_year, 12, 31});
}

// Her own dates, one per rule of kind every_year_of_hers, in order; a missing one gives no days.
using HerDates = std::span<const std::optional<Days>>;

enum class DayAnswer : std::uint8_t { none, found, no_table };
struct CalendarDay {
  DayAnswer answer = DayAnswer::none;
  Days date = 0;
};

// Is this day one of the calendar's? `found` or `none`.
CalendarDay calendar_day_on(std::span<const Recurrence> rules, Days date, HerDates hers);
// The first on or after this day, the last on or before it.
CalendarDay calendar_day_from(std::span<const Recurrence> rules, Days date, HerDates hers);
CalendarDay calendar_day_until(std::span<const Recurrence> rules, Days date, HerDates hers);

// All days of a calendar from `first` to `last`, both included, ascending, each once. Nothing when the span needs a
// lunar year that the table lacks.
std::optional<std::vector<Days>> calendar_days_between(std::span<const Recurrence> rules, Days first, Days last,
                                                       HerDates hers);

}  // namespace sop
