// The proleptic Gregorian calendar over day numbers (days since 1970-01-01): dates, weekdays, months, starts of
// periods. The language knows the years 1 to 9999; functions that may leave them answer false. No zone, no clock.
#pragma once

#include <cstdint>

#include "stdlib/time/zone.h"

namespace sop {

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
  bool operator==(const CivilDate&) const = default;
};

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - b * floor_div(a, b); }

constexpr bool is_leap_year(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

// Years are counted from March, so that the leap day is the last day of its year and months have a regular pattern.
constexpr Days days_of(CivilDate d) {
  const std::int64_t march_year = d.month > 2 ? d.year : d.year - 1;
  const int march_month = d.month > 2 ? d.month - 3 : d.month + 9;
  const std::int64_t leap_days = floor_div(march_year, 4) - floor_div(march_year, 100) + floor_div(march_year, 400);
  const int day_of_year = (153 * march_month + 2) / 5 + d.day - 1;
  constexpr std::int64_t march_first_of_year_zero = -719'468;
  return march_first_of_year_zero + 365 * march_year + leap_days + day_of_year;
}

constexpr CivilDate civil_of(Days date) {
  constexpr std::int64_t days_per_era = 146'097;  // 400 years
  const std::int64_t shifted = date + 719'468;    // since 0000-03-01
  const std::int64_t era = floor_div(shifted, days_per_era);
  const std::int64_t in_era = shifted - era * days_per_era;
  const std::int64_t year = (in_era - in_era / 1'460 + in_era / 36'524 - in_era / 146'096) / 365;
  const auto day_of_year = static_cast<int>(in_era - (365 * year + year / 4 - year / 100));
  const int march_month = (5 * day_of_year + 2) / 153;
  const int month = march_month < 10 ? march_month + 3 : march_month - 9;
  return {year + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * march_month + 2) / 5 + 1};
}

constexpr Days first_date = days_of({1, 1, 1});
constexpr Days last_date = days_of({9999, 12, 31});
constexpr bool is_date(Days date) { return date >= first_date && date <= last_date; }

// ISO: 1 Monday to 7 Sunday. 1970-01-01 was a Thursday.
constexpr int weekday_of(Days date) { return static_cast<int>(floor_mod(date + 3, 7)) + 1; }

constexpr std::int64_t month_number(CivilDate d) { return d.year * 12 + d.month - 1; }

// The same day `months` later, clamped to the month's end. False outside the years 1 to 9999.
constexpr bool add_months(Days date, std::int64_t months, Days& out) {
  constexpr std::int64_t most = 12 * 10'000;
  if (months < -most || months > most) return false;
  const CivilDate d = civil_of(date);
  const std::int64_t number = month_number(d) + months;
  const std::int64_t year = floor_div(number, 12);
  const int month = static_cast<int>(floor_mod(number, 12)) + 1;
  const int end = days_in_month(year, month);
  out = days_of({year, month, d.day < end ? d.day : end});
  return is_date(out);
}

// `week_start` is 1 Monday to 7 Sunday.
constexpr Days week_start_of(Days date, int week_start) { return date - floor_mod(weekday_of(date) - week_start, 7); }
constexpr Days month_start_of(Days date) { return date - (civil_of(date).day - 1); }
constexpr Days quarter_start_of(Days date) {
  const CivilDate d = civil_of(date);
  return days_of({d.year, (d.month - 1) / 3 * 3 + 1, 1});
}
constexpr Days year_start_of(Days date) { return days_of({civil_of(date).year, 1, 1}); }

}  // namespace sop
