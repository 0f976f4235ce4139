#include "bindings/c/decider/comparisons.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace sop::embed {

namespace {

using enum Op;
constexpr Op lesses[] = {less_integer, less_money, less_date, less_time, less_datetime, less_enumeration};
constexpr Op less_equals[] = {less_equal_integer, less_equal_money,    less_equal_date,
                              less_equal_time,    less_equal_datetime, less_equal_enumeration};
constexpr Op equals[] = {equal_integer, equal_money, equal_date, equal_time, equal_datetime, equal_enumeration};

bool is_one_of(std::span<const Op> ops, Op op) { return std::ranges::find(ops, op) != ops.end(); }

}  // namespace

Comparison whole_comparison(Op op) {
  if (is_one_of(lesses, op)) return Comparison::less;
  if (is_one_of(less_equals, op)) return Comparison::less_equal;
  return is_one_of(equals, op) ? Comparison::equal : Comparison::none;
}

Comparison real_comparison(Op op) {
  if (op == Op::less_number) return Comparison::less;
  if (op == Op::less_equal_number) return Comparison::less_equal;
  return op == Op::equal_number ? Comparison::equal : Comparison::none;
}

WholeBounds whole_bounds(Comparison comparison, std::int64_t c, bool constant_first) {
  WholeBounds bounds;
  constexpr std::int64_t least = INT64_MIN, most = INT64_MAX;
  bounds.low = comparison == Comparison::equal || constant_first ? c : least;
  bounds.high = comparison == Comparison::equal || !constant_first ? c : most;
  if (comparison != Comparison::less) return bounds;
  const bool nothing = constant_first ? c == most : c == least;
  if (nothing) {
    bounds = {1, 0};
  } else {
    (constant_first ? bounds.low : bounds.high) += constant_first ? 1 : -1;
  }
  return bounds;
}

RealBounds real_bounds(Comparison comparison, double c, bool constant_first) {
  RealBounds bounds;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  bounds.low = comparison == Comparison::equal || constant_first ? c : -infinite;
  bounds.high = comparison == Comparison::equal || !constant_first ? c : infinite;
  if (comparison != Comparison::less) return bounds;
  if (constant_first)
    bounds.low = std::nextafter(c, infinite);
  else
    bounds.high = std::nextafter(c, -infinite);
  return bounds;
}

}  // namespace sop::embed
