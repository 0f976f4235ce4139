// The edges of the ops: overflow, exact money, calendar ends, zone gaps and overlaps, texts.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>

#include "stdlib/ops/all.h"

namespace sop {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

const ZoneRules utc = utc_rules();
const OpContext plain{&utc, Weekday::monday};

Days date(std::int64_t year, int month, int of_month) { return days_of({year, month, of_month}); }

// The result of an op that may fail.
template <class Op, class... A>
std::optional<std::int64_t> whole(A... args) {
  std::int64_t out = 0;
  if (!Op::apply(plain, args..., out)) return std::nullopt;
  return out;
}
template <class Op, class... A>
std::optional<double> real(A... args) {
  double out = 0;
  if (!Op::apply(plain, args..., out)) return std::nullopt;
  return out;
}

// Standard time is UTC+8; from 01:00Z on day 10 the clock is an hour ahead, from 16:00Z on day 20 back again.
ZoneRules summer_zone() {
  const Micros eight = 8 * micros_per_hour;
  return {"test",
          "1",
          {0, 10 * micros_per_day + micros_per_hour, 20 * micros_per_day + 16 * micros_per_hour},
          {eight, eight + micros_per_hour, eight}};
}

TEST_CASE("int overflow and division by zero fail") {
  CHECK(whole<ops::add_integer>(most, 1) == std::nullopt);
  CHECK(whole<ops::subtract_integer>(least, 1) == std::nullopt);
  CHECK(whole<ops::multiply_integer>(most, 2) == std::nullopt);
  CHECK(whole<ops::negate_integer>(least) == std::nullopt);
  CHECK(whole<ops::abs_integer>(least) == std::nullopt);
  CHECK(whole<ops::abs_integer>(-3) == 3);
  CHECK(real<ops::divide_integer>(7, 2) == 3.5);
  CHECK(real<ops::divide_integer>(7, 0) == std::nullopt);
  CHECK(real<ops::divide_number>(1.0, 0.0) == std::nullopt);
  CHECK(real<ops::multiply_number>(1e308, 10.0) == std::nullopt);
}

TEST_CASE("div and mod round towards minus infinity") {
  CHECK(whole<ops::div_integer>(-7, 2) == -4);
  CHECK(whole<ops::mod_integer>(-7, 2) == 1);
  CHECK(whole<ops::mod_integer>(7, -2) == -1);
  CHECK(whole<ops::div_integer>(least, -1) == std::nullopt);
  CHECK(whole<ops::mod_integer>(least, -1) == 0);
  CHECK(whole<ops::mod_integer>(1, 0) == std::nullopt);
}

TEST_CASE("money rounds half to even, once and exactly") {
  CHECK(whole<ops::multiply_money_number>(5, 0.5) == 2);  // 2.5
  CHECK(whole<ops::multiply_money_number>(7, 0.5) == 4);  // 3.5
  CHECK(whole<ops::multiply_money_number>(-5, 0.5) == -2);
  CHECK(whole<ops::multiply_money_number>(5, 0.1) == 1);    // 0.1 is a little above a tenth: 0.5000..03
  CHECK(whole<ops::multiply_money_decimal>(5, 1, 1) == 0);  // exactly 0.5
  CHECK(whole<ops::multiply_money_decimal>(15, 1, 1) == 2);
  CHECK(whole<ops::multiply_money_decimal>(most, 100, 2) == most);
  CHECK(whole<ops::multiply_money_decimal>(most, 101, 2) == std::nullopt);
  CHECK(whole<ops::multiply_money_decimal>(most, most, 39) == 0);
  CHECK(whole<ops::multiply_money_number>(most, 1.0) == most);
  CHECK(whole<ops::multiply_money_number>(least, 1.0) == least);
  CHECK(whole<ops::multiply_money_number>(least, -1.0) == std::nullopt);
  CHECK(whole<ops::multiply_money_number>(1, 1e300) == std::nullopt);
  CHECK(whole<ops::multiply_money_number>(0, 1e300) == 0);
  CHECK(whole<ops::multiply_money_number>(most, 5e-324) == 0);
  CHECK(whole<ops::multiply_money_number>(1, std::nan("")) == std::nullopt);
}

TEST_CASE("money is divided exactly") {
  CHECK(whole<ops::divide_money_integer>(5, 2) == 2);
  CHECK(whole<ops::divide_money_integer>(7, 2) == 4);
  CHECK(whole<ops::divide_money_integer>(-7, 2) == -4);
  CHECK(whole<ops::divide_money_integer>(least, -1) == std::nullopt);
  CHECK(whole<ops::divide_money_integer>(1, 0) == std::nullopt);
  CHECK(whole<ops::divide_money_number>(30'000, 0.5) == 60'000);
  CHECK(whole<ops::divide_money_number>(1, 1e-300) == std::nullopt);
  CHECK(whole<ops::divide_money_number>(most, 1e300) == 0);
  CHECK(whole<ops::divide_money_number>(3, 2.0) == 2);
  CHECK(whole<ops::divide_money_number>(1, 0.0) == std::nullopt);
  CHECK(whole<ops::divide_money_decimal>(30'000, 3, 1) == 100'000);
  CHECK(whole<ops::divide_money_decimal>(most, 1, 30) == std::nullopt);
  CHECK(real<ops::divide_money>(10'000, 40'000) == 0.25);
}

// Against long division: a / (m * 2^e) for small numbers, where doubles are exact.
TEST_CASE("products and quotients of money agree with whole arithmetic") {
  for (std::int64_t a = -40; a <= 40; ++a)
    for (std::int64_t eighths = -20; eighths <= 20; ++eighths) {
      std::int64_t expected = 0;
      REQUIRE(divide_half_even(Int128{a} * eighths, 8, expected));
      CHECK(whole<ops::multiply_money_number>(a, static_cast<double>(eighths) / 8) == expected);
      if (eighths == 0) continue;
      REQUIRE(divide_half_even(Int128{a} * 8, eighths, expected));
      CHECK(whole<ops::divide_money_number>(a, static_cast<double>(eighths) / 8) == expected);
    }
}

TEST_CASE("rounding") {
  CHECK(real<ops::round_number>(2.5, 0) == 3);
  CHECK(real<ops::round_number>(-2.5, 0) == -3);
  CHECK(real<ops::round_number>(1250.0, -2) == 1300);
  CHECK(real<ops::round_number>(1.25, 16) == std::nullopt);
  CHECK(real<ops::round_number>(1e300, 15) == std::nullopt);
  CHECK(whole<ops::round_money>(12'350, 1) == 12'000);
  CHECK(whole<ops::round_money>(12'500, 1) == 13'000);
  CHECK(whole<ops::round_money>(-12'500, 1) == -13'000);
  CHECK(whole<ops::round_money>(12'345, 7) == 12'345);
  CHECK(whole<ops::round_money>(12'345, -15) == 0);
  CHECK(whole<ops::round_money_whole>(most) == std::nullopt);
  CHECK(whole<ops::floor_money>(-1) == -10'000);
  CHECK(whole<ops::floor_money>(least) == std::nullopt);
  CHECK(whole<ops::ceil_money>(1) == 10'000);
  CHECK(whole<ops::ceil_money>(-1) == 0);
  CHECK(whole<ops::ceil_money>(most) == std::nullopt);
  CHECK(whole<ops::floor_number>(-2.5) == -3);
  CHECK(whole<ops::ceil_number>(0x1p63) == std::nullopt);
  CHECK(whole<ops::floor_number>(-0x1p63) == least);
}

TEST_CASE("civil dates and day numbers are each other's inverse") {
  Days expected = first_date;
  for (std::int64_t year = 1; year <= 9999; ++year)
    for (int month = 1; month <= 12; ++month) {
      REQUIRE(days_of({year, month, 1}) == expected);
      REQUIRE(civil_of(expected) == CivilDate{year, month, 1});
      expected += days_in_month(year, month);
      REQUIRE(civil_of(expected - 1) == CivilDate{year, month, days_in_month(year, month)});
    }
  CHECK(expected - 1 == last_date);
  CHECK(date(1970, 1, 1) == 0);
  CHECK(weekday_of(date(2026, 11, 22)) == 7);
  CHECK(weekday_of(first_date) == 1);
}

TEST_CASE("months are clamped to their end") {
  const std::int64_t one_month = pack({1, DurationUnit::months});
  CHECK(whole<ops::subtract_date_duration>(date(2026, 3, 31), one_month) == date(2026, 2, 28));
  CHECK(whole<ops::add_date_duration>(date(2024, 1, 31), one_month) == date(2024, 2, 29));
  CHECK(whole<ops::add_date_duration>(date(9999, 12, 1), one_month) == std::nullopt);
  CHECK(whole<ops::subtract_date_duration>(date(1, 1, 31), one_month) == std::nullopt);
  CHECK(whole<ops::add_date_duration>(date(2026, 1, 1), pack({1, DurationUnit::micros})) == std::nullopt);
  CHECK(whole<ops::add_date_duration>(last_date, pack({1, DurationUnit::days})) == std::nullopt);
  CHECK(whole<ops::add_date_duration>(0, pack({most / 8, DurationUnit::days})) == std::nullopt);
  CHECK(whole<ops::days_of_integer>(most) == std::nullopt);
}

TEST_CASE("starts of periods") {
  CHECK(whole<ops::week_start_of_date>(date(2026, 11, 22), 0) == date(2026, 11, 16));
  CHECK(whole<ops::week_start_of_date>(date(2026, 11, 22), -1) == date(2026, 11, 9));
  std::int64_t sunday = 0;
  REQUIRE(ops::week_start_of_date::apply({&utc, Weekday::sunday}, date(2026, 11, 22), 0, sunday));
  CHECK(sunday == date(2026, 11, 22));
  CHECK(whole<ops::month_start_of_date>(date(2026, 1, 31), 1) == date(2026, 2, 1));
  CHECK(whole<ops::quarter_start_of_date>(date(2026, 11, 22), -1) == date(2026, 7, 1));
  CHECK(whole<ops::year_start_of_date>(date(2026, 11, 22), 1) == date(2027, 1, 1));
  CHECK(whole<ops::year_start_of_date>(date(2026, 11, 22), most) == std::nullopt);
}

TEST_CASE("days and years since are negative for the future") {
  const Days today = date(2026, 11, 22);
  CHECK(ops::days_since_date::apply(plain, date(2026, 11, 25), today) == -3);
  CHECK(ops::days_until_date::apply(plain, date(2026, 11, 25), today) == 3);
  CHECK(ops::years_since_date::apply(plain, date(1990, 11, 23), today) == 35);
  CHECK(ops::years_since_date::apply(plain, date(1990, 11, 22), today) == 36);
  CHECK(ops::years_since_date::apply(plain, date(2024, 2, 29), date(2026, 2, 28)) == 1);
  CHECK(ops::years_since_date::apply(plain, date(2024, 2, 29), date(2026, 3, 1)) == 2);
  CHECK(ops::years_since_date::apply(plain, date(2026, 11, 23), today) == -1);
  CHECK(ops::hours_since_datetime::apply(plain, 0, micros_per_hour * 3 / 2) == 1.5);
}

TEST_CASE("a local time in a gap moves to the next valid instant, in an overlap it is the first") {
  const ZoneRules zone = summer_zone();
  const Micros nine = 9 * micros_per_hour, half = micros_per_hour / 2;
  const Micros spring = 10 * micros_per_day + micros_per_hour;  // local 09:00 becomes 10:00
  CHECK(zone.instant_of(10, nine - half) == spring - half);
  CHECK(zone.instant_of(10, nine) == spring);
  CHECK(zone.instant_of(10, nine + half) == spring);
  CHECK(zone.instant_of(10, nine + 2 * half) == spring);
  CHECK(zone.instant_of(10, nine + 3 * half) == spring + half);
  const Micros autumn = 20 * micros_per_day + 16 * micros_per_hour;  // local 01:00 of day 21 becomes 00:00
  CHECK(zone.instant_of(21, half) == autumn - half);
  CHECK(zone.local_date(autumn) == 21);
  CHECK(zone.local_time(autumn) == 0);
  CHECK(zone.instant_of(21, 2 * half) == autumn + 2 * half);
  CHECK(zone.instant_of(-400, 0) == -400 * micros_per_day - 8 * micros_per_hour);
  CHECK(zone.instant_of(400, 0) == 400 * micros_per_day - 8 * micros_per_hour);
}

TEST_CASE("days keep the local clock, hours are elapsed") {
  const ZoneRules zone = summer_zone();
  const OpContext context{&zone, Weekday::monday};
  const Micros noon_before = zone.instant_of(9, 12 * micros_per_hour);
  Micros out = 0;
  REQUIRE(ops::add_datetime_duration::apply(context, noon_before, pack({1, DurationUnit::days}), out));
  CHECK(out == zone.instant_of(10, 12 * micros_per_hour));
  CHECK(out - noon_before == 23 * micros_per_hour);
  REQUIRE(
      ops::add_datetime_duration::apply(context, noon_before, pack({24 * micros_per_hour, DurationUnit::micros}), out));
  CHECK(out - noon_before == 24 * micros_per_hour);
  CHECK_FALSE(ops::next_instant::apply(plain, last_date * micros_per_day + micros_per_day - 1, out));
}

TEST_CASE("texts count, fold and trim by code point") {
  CHECK(ops::length_text::apply(plain, "优惠券a") == 4);
  CHECK(ops::lower_text::apply(plain, "ÀB中\xFF") == "àb中\xFF");
  CHECK(ops::upper_text::apply(plain, "aé中1") == "AÉ中1");
  CHECK(ops::trim_text::apply(plain, " \t\xE3\x80\x80 a b\xC2\xA0\n") == "a b");
  CHECK(ops::trim_text::apply(plain, " \n ") == "");
  CHECK(ops::matches_text::apply(plain, "a1b", "[0-9]"));
  CHECK_FALSE(ops::matches_text::apply(plain, "a1b", "^[0-9]"));
  CHECK_FALSE(ops::matches_text::apply(plain, "a1b", "("));
  CHECK(ops::less_text::apply(plain, "Z", "a"));
  CHECK(ops::less_text::apply(plain, "a", "优"));
}

TEST_CASE("buckets are stable and even") {
  const auto bucket = [](std::string_view salt, std::int64_t n, std::string_view id) {
    return whole<ops::hash_bucket_id>(salt, n, id);
  };
  CHECK(bucket("a", 0, "c1") == std::nullopt);
  CHECK(bucket("a", 1, "c1") == 0);
  CHECK(bucket("ab", 1'000'000, "c1") != bucket("a", 1'000'000, "bc1"));
  std::array<int, 10> sizes{};
  for (int i = 0; i < 10'000; ++i) ++sizes[static_cast<std::size_t>(*bucket("spring", 10, std::to_string(i)))];
  for (const int size : sizes) CHECK(std::abs(size - 1'000) < 150);
}

TEST_CASE("durations are equal by their nominal length") {
  const auto one_day = pack({1, DurationUnit::days}), hours = pack({24 * micros_per_hour, DurationUnit::micros});
  CHECK(ops::equal_duration::apply(plain, one_day, hours));
  CHECK(ops::less_duration::apply(plain, one_day, pack({1, DurationUnit::months})));
  CHECK(unpack_duration(pack({-3, DurationUnit::months})).count == -3);
}

}  // namespace
}  // namespace sop
