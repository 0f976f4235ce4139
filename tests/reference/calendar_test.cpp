#include "runtime/reference/calendar.h"

#include <catch2/catch.hpp>

#include <chrono>

using namespace sop;
using namespace sop::reference;

namespace {

Days day(int y, unsigned m, unsigned d) {
  return std::chrono::sys_days{std::chrono::year{y} / static_cast<int>(m) / static_cast<int>(d)}
      .time_since_epoch()
      .count();
}

Micros at(Days date, int hour, int minute = 0) {
  return date * micros_per_day + hour * micros_per_hour + minute * 60 * micros_per_second;
}

// From 02:00 on 30 March 2025 two hours ahead of UTC, from 03:00 on 26 October one: Berlin's summer.
ZoneRules berlin() {
  const Micros hour = micros_per_hour;
  return {.name = "Berlin",
          .version = "test",
          .since = {INT64_MIN, at(day(2025, 3, 30), 1), at(day(2025, 10, 26), 1)},
          .offset_us = {hour, 2 * hour, hour}};
}

constexpr Duration months(std::int64_t n) { return {n, DurationUnit::months}; }
constexpr Duration days(std::int64_t n) { return {n, DurationUnit::days}; }

}  // namespace

TEST_CASE("B4: a local time that does not exist moves to the next valid instant") {
  CHECK(instant_of(berlin(), day(2025, 3, 30), at(0, 2, 30)) == at(day(2025, 3, 30), 1));
  CHECK(instant_of(berlin(), day(2025, 3, 30), at(0, 3)) == at(day(2025, 3, 30), 1));
}

TEST_CASE("B4: a local time that occurs twice is the first") {
  CHECK(instant_of(berlin(), day(2025, 10, 26), at(0, 2, 30)) == at(day(2025, 10, 26), 0, 30));
  CHECK(local_time(berlin(), at(day(2025, 10, 26), 0, 30)) == at(0, 2, 30));
  CHECK(local_time(berlin(), at(day(2025, 10, 26), 1, 30)) == at(0, 2, 30));
}

TEST_CASE("B4: days keep the local clock, hours are elapsed") {
  const Micros before = at(day(2025, 3, 29), 11);  // 12:00 local
  CHECK(instant_plus(berlin(), before, days(1)) == at(day(2025, 3, 30), 10));
  CHECK(instant_plus(berlin(), before, {24 * micros_per_hour, DurationUnit::micros}) == at(day(2025, 3, 30), 11));
}

TEST_CASE("months clamp to the month's end, in years 1 to 9999") {
  CHECK(date_plus(day(2026, 1, 31), months(1)) == day(2026, 2, 28));
  CHECK(date_plus(day(2024, 3, 31), months(-1)) == day(2024, 2, 29));
  CHECK(date_plus(day(2024, 2, 29), months(12)) == day(2025, 2, 28));
  CHECK(date_plus(day(2026, 11, 15), months(-11)) == day(2025, 12, 15));
  CHECK(date_plus(day(9999, 12, 31), days(1)) == std::nullopt);
  CHECK(date_plus(day(1, 1, 1), days(-1)) == std::nullopt);
  CHECK(date_plus(day(1, 1, 1), months(-1)) == std::nullopt);
  CHECK(date_plus(day(2026, 1, 1), months(INT64_MAX / 4)) == std::nullopt);
  CHECK(date_plus(day(2026, 1, 1), {1, DurationUnit::micros}) == std::nullopt);
}

TEST_CASE("periods begin where they should") {
  const Days sunday = day(2026, 11, 22);
  CHECK(week_start(sunday, Weekday::monday) == day(2026, 11, 16));
  CHECK(week_start(sunday, Weekday::sunday) == sunday);
  CHECK(week_start_moved(sunday, -1, Weekday::saturday) == day(2026, 11, 14));
  CHECK(period_start_moved(sunday, 1, 0) == day(2026, 11, 1));
  CHECK(period_start_moved(sunday, 1, 2) == day(2027, 1, 1));
  CHECK(period_start_moved(sunday, 3, 0) == day(2026, 10, 1));
  CHECK(period_start_moved(sunday, 3, -4) == day(2025, 10, 1));
  CHECK(period_start_moved(sunday, 12, 1) == day(2027, 1, 1));
  CHECK(period_start_moved(sunday, 12, -2026) == std::nullopt);
}

TEST_CASE("full years turn on the birthday, 29 February on 1 March") {
  CHECK(full_years(day(1990, 11, 23), day(2026, 11, 22)) == 35);
  CHECK(full_years(day(1990, 11, 22), day(2026, 11, 22)) == 36);
  CHECK(full_years(day(2000, 2, 29), day(2026, 2, 28)) == 25);
  CHECK(full_years(day(2000, 2, 29), day(2026, 3, 1)) == 26);
}
