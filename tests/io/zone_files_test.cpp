#include "runtime/io/zone_files.h"

#include <catch2/catch.hpp>

#include "runtime/io/time_text.h"
#include "runtime/io/zone_rule.h"

using namespace sop;

TEST_CASE("B4: zone rules hold daylight saving and the database's version", "[io]") {
  const ZoneRules zone = *load_zone("Asia/Shanghai");
  CHECK(zone.name == "Asia/Shanghai");
  CHECK(zone.version.starts_with("20"));
  CHECK(zone.offset_at(*days_of(2026, 7, 1) * micros_per_day) == 8 * micros_per_hour);
  CHECK(zone.offset_at(*days_of(1988, 7, 1) * micros_per_day) == 9 * micros_per_hour);
  CHECK(std::is_sorted(zone.since.begin(), zone.since.end()));
}

TEST_CASE("B4: rules reach to 2100", "[io]") {
  const ZoneRules zone = *load_zone("America/New_York");
  CHECK(zone.offset_at(*days_of(2099, 7, 1) * micros_per_day) == -4 * micros_per_hour);
  CHECK(zone.offset_at(*days_of(2099, 12, 1) * micros_per_day) == -5 * micros_per_hour);
}

TEST_CASE("an unknown zone is a value", "[io]") {
  CHECK_FALSE(load_zone("Asia/Atlantis").has_value());
  CHECK_FALSE(load_zone("").has_value());
  CHECK_FALSE(load_zone("Asia").has_value());
  CHECK_FALSE(load_zone("../zoneinfo/UTC").has_value());
  CHECK_FALSE(load_zone("/usr/share/zoneinfo/UTC").has_value());
  CHECK_FALSE(load_zone("tzdata.zi").has_value());
  CHECK(load_zone("UTC").has_value());
}

TEST_CASE("B4: the rule at the end of a zone file", "[io]") {
  const auto first = [](std::string_view rule, int year) { return changes_by_rule(rule, year, year)->at(0); };
  CHECK(first("EST5EDT,M3.2.0,M11.1.0", 2040).at == *days_of(2040, 3, 11) * micros_per_day + 7 * micros_per_hour);
  CHECK(first("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2040).at == *days_of(2040, 3, 25) * micros_per_day + micros_per_hour);
  CHECK(first("AAA0BBB,J60,J300", 2040).at == *days_of(2040, 3, 1) * micros_per_day + 2 * micros_per_hour);
  CHECK(first("AAA0BBB,60,J300", 2040).at == *days_of(2040, 3, 1) * micros_per_day + 2 * micros_per_hour);
  CHECK_FALSE(changes_by_rule("CST-8", 2040, 2041).has_value());
  CHECK_FALSE(changes_by_rule("EST5EDT,M13.2.0,M11.1.0", 2040, 2041).has_value());
}
