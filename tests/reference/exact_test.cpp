#include "runtime/reference/exact.h"

#include <catch2/catch.hpp>

#include "runtime/reference/number.h"

using namespace sop::reference;

TEST_CASE("A3: money rounds half to even, once") {
  CHECK(half_even_quotient(5, 2) == 2);
  CHECK(half_even_quotient(7, 2) == 4);
  CHECK(half_even_quotient(-5, 2) == -2);
  CHECK(half_even_quotient(-7, 2) == -4);
  CHECK(half_even_quotient(5, -2) == -2);
  CHECK(half_even_quotient(1, 3) == 0);
  CHECK(half_even_quotient(1, 0) == std::nullopt);
  CHECK(half_even_quotient(INT64_MIN, -1) == std::nullopt);
}

TEST_CASE("A3: money times a number uses the number's exact value") {
  CHECK(money_times(1, 0.5) == 0);
  CHECK(money_times(3, 0.5) == 2);
  CHECK(money_times(5, 0.5) == 2);
  CHECK(money_times(25, 0.1) == 3);  // 0.1 is a little above a tenth: 2.5 and a bit
  CHECK(money_times(15, 0.3) == 4);  // 0.3 is a little below: 4.4999
  CHECK(money_times(10'000, -1.25) == -12'500);
  CHECK(money_times(INT64_MAX, 1.0) == INT64_MAX);
  CHECK(money_times(INT64_MIN, -1.0) == std::nullopt);
  CHECK(money_times(1, 1e300) == std::nullopt);
  CHECK(money_times(INT64_MAX, 5e-324) == 0);
  CHECK(money_times(1, 0x1p62) == std::int64_t{1} << 62);
}

TEST_CASE("A3: money over a number") {
  CHECK(money_over(10, 4.0) == 2);
  CHECK(money_over(30, 4.0) == 8);
  CHECK(money_over(-10, 4.0) == -2);
  CHECK(money_over(1, 0.1) == 10);
  CHECK(money_over(1, 0.0) == std::nullopt);
  CHECK(money_over(INT64_MAX, 1e300) == 0);
  CHECK(money_over(1, 5e-324) == std::nullopt);
  CHECK(money_over(0, 5e-324) == 0);
  CHECK(money_over(INT64_MAX, 0.5) == std::nullopt);
}

TEST_CASE("floor_quotient rounds towards minus infinity") {
  CHECK(floor_quotient(7, 2) == 3);
  CHECK(floor_quotient(-7, 2) == -4);
  CHECK(floor_quotient(7, -2) == -4);
  CHECK(floor_quotient(-8, 2) == -4);
}

TEST_CASE("rounding takes halves away from zero") {
  CHECK(rounded(2.5, 0) == 3);
  CHECK(rounded(-2.5, 0) == -3);
  CHECK(rounded(1250, -2) == 1300);
  CHECK(rounded(1, 16) == std::nullopt);
  CHECK(rounded(1e308, 15) == std::nullopt);
  CHECK(rounded_money(15'000, 0) == 20'000);
  CHECK(rounded_money(-15'000, 0) == -20'000);
  CHECK(rounded_money(12'345, 3) == 12'350);
  CHECK(rounded_money(12'345, 4) == 12'345);
  CHECK(rounded_money(INT64_MAX, 0) == std::nullopt);
  CHECK(floor_money(-1) == -10'000);
  CHECK(ceil_money(-1) == 0);
  CHECK(ceil_money(INT64_MAX) == std::nullopt);
}
