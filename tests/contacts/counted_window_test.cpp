#include "runtime/contacts/counted_window.h"

#include <catch2/catch.hpp>

#include "clock.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

constexpr Duration months(std::int64_t n) { return {n, DurationUnit::months}; }
}  // namespace

TEST_CASE("per day is the local day") {
  const ZoneRules zone = shanghai();
  const std::vector<Micros> used{on(zone, 2026, 5, 1, 23, 59)};
  CHECK_FALSE(has_room(days(1), 1, used, on(zone, 2026, 5, 1, 23, 59), zone));
  CHECK_FALSE(has_room(days(1), 1, used, on(zone, 2026, 5, 1, 0), zone));  // the later one is of this day too
  CHECK(has_room(days(1), 1, used, on(zone, 2026, 5, 2, 0), zone));
  CHECK(has_room(days(1), 1, used, on(zone, 2026, 4, 30, 23, 59), zone));
  CHECK(has_room(days(1), 2, used, on(zone, 2026, 5, 1, 12), zone));
  CHECK_FALSE(has_room(days(1), 0, {}, on(zone, 2026, 5, 1, 12), zone));
}

TEST_CASE("per n days counts calendar days, today included") {
  const ZoneRules zone = shanghai();
  const std::vector<Micros> used{on(zone, 2026, 5, 1, 10)};
  CHECK_FALSE(has_room(days(7), 1, used, on(zone, 2026, 5, 7, 23, 59), zone));
  CHECK(has_room(days(7), 1, used, on(zone, 2026, 5, 8, 0), zone));
  CHECK(next_room(days(7), 1, used, on(zone, 2026, 5, 1, 11), INT64_MAX, zone) == on(zone, 2026, 5, 8, 0));
  CHECK(next_room(days(7), 1, used, on(zone, 2026, 5, 1, 11), on(zone, 2026, 5, 8, 0), zone) ==
        on(zone, 2026, 5, 8, 0));
  CHECK_FALSE(next_room(days(7), 1, used, on(zone, 2026, 5, 1, 11), on(zone, 2026, 5, 8, 0) - 1, zone));
}

TEST_CASE("per n hours is elapsed") {
  const ZoneRules zone = berlin();
  const Micros at = on(zone, 2026, 3, 28, 12);
  CHECK_FALSE(has_room(hours(24), 1, std::vector{at}, at + 24 * hour - 1, zone));
  CHECK(has_room(hours(24), 1, std::vector{at}, at + 24 * hour, zone));
  // The night loses an hour: the same time of the next day is 23 hours later.
  CHECK(on(zone, 2026, 3, 29, 12) == at + 23 * hour);
  CHECK_FALSE(has_room(hours(24), 1, std::vector{at}, on(zone, 2026, 3, 29, 12), zone));
  CHECK(has_room(days(1), 1, std::vector{at}, on(zone, 2026, 3, 29, 0), zone));
}

TEST_CASE("per month clamps to the month's end") {
  const ZoneRules zone = shanghai();
  const std::vector<Micros> used{on(zone, 2026, 1, 31, 10)};
  CHECK_FALSE(has_room(months(1), 1, used, on(zone, 2026, 2, 28, 23, 59), zone));
  CHECK(has_room(months(1), 1, used, on(zone, 2026, 3, 1, 0), zone));
  CHECK(window_leaves(months(1), used[0], zone) == on(zone, 2026, 3, 1, 0));
  // 28 February and 31 March lie further apart than a month; the 30th reaches back to the 28th exclusively.
  const std::vector<Micros> february{on(zone, 2026, 2, 28, 10)};
  CHECK(has_room(months(1), 1, february, on(zone, 2026, 3, 31, 0), zone));
  CHECK(has_room(months(1), 1, february, on(zone, 2026, 3, 28, 0), zone));
  CHECK_FALSE(has_room(months(1), 1, february, on(zone, 2026, 3, 27, 23, 59), zone));
}

TEST_CASE("what is decided for later is not overfilled from before") {
  const ZoneRules zone = shanghai();
  const std::vector<Micros> used{on(zone, 2026, 5, 10, 15)};
  CHECK_FALSE(has_room(days(7), 1, used, on(zone, 2026, 5, 4, 0), zone));
  CHECK(has_room(days(7), 1, used, on(zone, 2026, 5, 3, 23, 59), zone));
  // Two of three may stand on either side.
  const std::vector<Micros> around{on(zone, 2026, 5, 2, 9), on(zone, 2026, 5, 3, 9), on(zone, 2026, 5, 9, 9)};
  CHECK_FALSE(has_room(days(7), 2, around, on(zone, 2026, 5, 5, 9), zone));
  CHECK(has_room(days(7), 3, around, on(zone, 2026, 5, 5, 9), zone));
  CHECK_FALSE(has_room(days(7), 2, around, on(zone, 2026, 5, 9, 10), zone));
  CHECK(has_room(days(7), 2, around, on(zone, 2026, 5, 10, 0), zone));
}

TEST_CASE("windows longer than the calendar count everything and never leave") {
  const ZoneRules zone = shanghai();
  const std::vector<Micros> used{on(zone, 2026, 5, 10, 15)};
  for (const Duration window : {days(std::int64_t{1} << 59), months(std::int64_t{1} << 59)}) {
    CHECK_FALSE(has_room(window, 1, used, on(zone, 2030, 1, 1, 0), zone));
    CHECK_FALSE(next_room(window, 1, used, on(zone, 2030, 1, 1, 0), INT64_MAX - 1, zone));
  }
}
