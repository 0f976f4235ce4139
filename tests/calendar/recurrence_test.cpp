// The days of a calendar between two dates: what triggers on calendars are made of (semantics B5).
#include "stdlib/time/recurrence.h"

#include <catch2/catch.hpp>

using namespace sop;

namespace {

Recurrence yearly(int month, int day) { return {RecurrenceKind::every_year, month, day, 0, LeapDay::none}; }
Recurrence monthly(int day) { return {RecurrenceKind::every_month, 0, day, 0, LeapDay::none}; }
Recurrence lunar(int month, int day) { return {RecurrenceKind::lunar, month, day, 0, LeapDay::none}; }
Recurrence hers(LeapDay leap_day) { return {RecurrenceKind::every_year_of_hers, 0, 0, 0, leap_day}; }
Days day(std::int64_t y, int m, int d) { return days_of({y, m, d}); }

}  // namespace

TEST_CASE("B5: both ends belong to the span, each day once, ascending") {
  const Recurrence rules[] = {monthly(31), yearly(11, 30), yearly(6, 18)};
  const auto days = calendar_days_between(rules, day(2026, 10, 31), day(2026, 12, 31), {});
  REQUIRE(days);
  CHECK(*days == std::vector<Days>{day(2026, 10, 31), day(2026, 11, 30), day(2026, 12, 31)});
  CHECK(calendar_days_between(rules, day(2026, 11, 1), day(2026, 11, 29), {})->empty());
  CHECK(calendar_days_between(rules, day(2026, 12, 1), day(2026, 11, 1), {})->empty());
}

TEST_CASE("B5: a day of hers in leap years and others") {
  const Recurrence rules[] = {hers(LeapDay::mar01)};
  const std::optional<Days> born = day(2000, 2, 29), unknown;
  CHECK(*calendar_days_between(rules, day(2027, 1, 1), day(2028, 12, 31), {&born, 1}) ==
        std::vector<Days>{day(2027, 3, 1), day(2028, 2, 29)});
  CHECK(calendar_days_between(rules, day(2027, 1, 1), day(2028, 12, 31), {&unknown, 1})->empty());
}

TEST_CASE("B5: a span that needs a lunar year without a table has no answer") {
  const Recurrence rules[] = {lunar(1, 1)};
  CHECK(*calendar_days_between(rules, day(2015, 1, 1), day(2016, 12, 31), {}) ==
        std::vector<Days>{day(2015, 2, 19), day(2016, 2, 8)});
  CHECK(calendar_days_between(rules, day(2015, 1, 1), day(2040, 12, 31), {})->size() == 26);
  CHECK_FALSE(calendar_days_between(rules, day(2014, 12, 31), day(2015, 12, 31), {}));
  CHECK_FALSE(calendar_days_between(rules, day(2040, 1, 1), day(2041, 1, 1), {}));
}

TEST_CASE("B5: 29 February written out happens in leap years only") {
  const Recurrence rules[] = {yearly(2, 29)};
  CHECK(calendar_day_from(rules, day(2096, 3, 1), {}).date == day(2104, 2, 29));
  CHECK(calendar_day_until(rules, day(2104, 2, 28), {}).date == day(2096, 2, 29));
}
