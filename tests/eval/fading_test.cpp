// What is left of an event's points, against the mathematical library.
#include <catch2/catch.hpp>
#include <cmath>

#include "stdlib/ops/fading.h"

using namespace sop;

TEST_CASE("a half-life halves exactly, and what lies between as exp2 does") {
  for (int whole = 0; whole < 1100; ++whole) CHECK(ops::halved(whole) == std::ldexp(1.0, -whole));
  for (double x = 0; x < 60; x += 0.0137) {
    const double expected = std::exp2(-x);
    CHECK(std::fabs(ops::halved(x) - expected) <= 2 * std::numeric_limits<double>::epsilon() * expected);
  }
  CHECK(ops::halved(1e300) == 0);
}

TEST_CASE("steps multiply what is kept") {
  double expected = 1;
  for (int n = 0; n < 200; ++n, expected *= 0.9) CHECK(ops::power_of(0.9, n) == Approx(expected));
  CHECK(ops::power_of(0, 0) == 1);
  CHECK(ops::power_of(0, 5) == 0);
}
