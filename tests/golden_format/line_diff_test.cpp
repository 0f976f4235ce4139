#include "tests/golden_runner/line_diff.h"

#include <catch2/catch.hpp>

using sop::golden::line_diff;

TEST_CASE("equal texts have no difference") {
  CHECK(line_diff("a\nb\n", "a\nb\n").empty());
  CHECK(line_diff("", "").empty());
}

TEST_CASE("a difference keeps what both sides share") {
  CHECK(line_diff("a\nb\nc\n", "a\nc\nd\n") == " a\n-b\n c\n+d\n");
  CHECK(line_diff("", "x\n") == "+x\n");
  CHECK(line_diff("x\n", "") == "-x\n");
}

TEST_CASE("lines far from a change are left out") {
  CHECK(line_diff("1\n2\n3\n4\n5\n6\nold\n", "1\n2\n3\n4\n5\n6\nnew\n") == " ...\n 4\n 5\n 6\n-old\n+new\n");
}
