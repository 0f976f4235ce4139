#include "runtime/io/time_text.h"

#include <catch2/catch.hpp>

#include "runtime/io/time_format.h"
#include "runtime/io/zone_files.h"

using namespace sop;

namespace {

constexpr Micros hour = micros_per_hour, minute = hour / 60, second = minute / 60;

std::optional<Micros> instant(std::string_view text, const ZoneRules& zone) {
  const auto moment = moment_of(text);
  if (!moment) return std::nullopt;
  LocalClock clock(zone);
  return instant_of(*moment, clock);
}

}  // namespace

TEST_CASE("A9: dates are ISO and exist", "[io]") {
  CHECK(date_of("1970-01-01") == 0);
  CHECK(date_of("2024-02-29") == 19782);
  CHECK(date_of("1969-12-31") == -1);
  for (const char* bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026/01/01",
                          "2026-01-01 ", "0000-01-01", "2026-01-01T00:00", "26-01-01"})
    CHECK_FALSE(date_of(bad).has_value());
}

TEST_CASE("A9: times of day", "[io]") {
  CHECK(time_of("15:00") == 15 * hour);
  CHECK(time_of("00:00:01") == second);
  CHECK(time_of("23:59:59.25") == 24 * hour - 3 * second / 4);
  for (const char* bad : {"", "24:00", "9:00", "12:60", "12:00:60", "12:00 ", "12:00:00.", "12:00:00.1234567"})
    CHECK_FALSE(time_of(bad).has_value());
}

TEST_CASE("A9, B6: instants; without an offset they are the project's local time", "[io]") {
  const ZoneRules zone = *load_zone("Asia/Shanghai");
  CHECK(instant("1970-01-01T08:00", zone) == 0);
  CHECK(instant("1970-01-01 08:00:01.5", zone) == 3 * second / 2);
  CHECK(instant("1970-01-01", zone) == -8 * hour);
  CHECK(instant("1970-01-01T00:00:00Z", zone) == 0);
  CHECK(instant("1970-01-01T00:00+01:00", zone) == -hour);
  CHECK(instant("1970-01-01T00:00-0130", zone) == 90 * minute);
  CHECK(instant("1970-01-01T00:00+08", zone) == -8 * hour);
  CHECK(instant("1970-01-01T00:00:00.123456000Z", zone) == 123456);
  for (const char* bad : {"1970-01-01T", "1970-01-01_08:00", "1970-01-01T25:00", "1970-01-01T08:00 Z", "1970-01-01T08",
                          "1970-01-01T08:00+1", "1970-01-01T08:00+25:00", "1970-01-01T08:00:00.1234567"})
    CHECK_FALSE(moment_of(bad).has_value());
}

TEST_CASE("B4: the clock's shortcut agrees with the rules on both sides of every change", "[io]") {
  for (const char* name : {"America/New_York", "Asia/Shanghai", "Europe/London", "Australia/Lord_Howe"}) {
    const ZoneRules zone = *load_zone(name);
    LocalClock forth(zone), back(zone);
    for (Days date = 0; date < 20000; date += 3) {
      for (const Micros time : {Micros{0}, 2 * hour + 30 * minute, 12 * hour}) {
        REQUIRE(forth.instant_of(date, time) == zone.instant_of(date, time));
        const Micros at = date * micros_per_day + time;
        REQUIRE(back.local_date(at) == zone.local_date(at));
      }
    }
  }
}

TEST_CASE("A9: durations", "[io]") {
  CHECK(duration_of("7 days")->count == 7);
  CHECK(duration_of("7 days")->unit == DurationUnit::days);
  CHECK(duration_of("2 weeks")->count == 14);
  CHECK(duration_of("1 year")->count == 12);
  CHECK(duration_of("24小时")->count == 24 * hour);
  CHECK(duration_of("3个月")->unit == DurationUnit::months);
  for (const char* bad : {"", "7", "days", "7  days", "7 Days", "1.5 days", "7 fortnights", "9223372036854775807 days"})
    CHECK_FALSE(duration_of(bad).has_value());
}

TEST_CASE("A9: declared formats", "[io]") {
  const auto read = [](std::string_view format, std::string_view text) {
    return TimeFormat::parse(format)->read(text);
  };
  CHECK(read("%Y%m%d", "19970101")->date == days_of(1997, 1, 1));
  CHECK(read("%d/%m/%y", "3/8/26")->date == days_of(2026, 8, 3));
  CHECK(read("%d/%m/%y", "03/08/70")->date == days_of(1970, 8, 3));
  CHECK(read("%Y-%m-%d %H:%M:%S", "2026-11-11 20:01:02")->time == 20 * hour + minute + 2 * second);
  CHECK(read("%m/%d/%Y %I:%M %p", "11/11/2026 12:05 AM")->time == 5 * minute);
  CHECK(read("%d %b %Y", "11 nov 2026")->date == days_of(2026, 11, 11));
  CHECK(read("%FT%T%z", "2026-11-11T20:00:00+08:00")->offset_us == 8 * hour);
  CHECK(read("%Y年%m月%d日", "2026年1月2日")->date == days_of(2026, 1, 2));
  CHECK(read("100%% %Y", "100% 2026")->date == days_of(2026, 1, 1));
  CHECK_FALSE(read("%Y%m%d", "2026111").has_value());
  CHECK_FALSE(read("%Y%m%d", "20260230").has_value());
  CHECK_FALSE(read("%Y%m%d", "20260101 ").has_value());
  CHECK_FALSE(read("%Y%m%d", "2026-01-01").has_value());
  CHECK_FALSE(read("%I:%M %p", "13:00 pm").has_value());
  CHECK_FALSE(TimeFormat::parse("%Q").has_value());
  CHECK_FALSE(TimeFormat::parse("%Y%").has_value());
}
