// What is left of an event's points (semantics C3): half-life and linear decay by elapsed time, steps by each full d.
// Every result is defined by these additions and multiplications, not by a mathematical library: the same bits on every
// machine. An event of the future has lost nothing.
#pragma once

#include <cmath>

#include "stdlib/ops/dates.h"

namespace sop::ops {

inline Micros age_of(Micros t, Micros as_of) { return t < as_of ? as_of - t : 0; }

// 2^-x for x >= 0: whole halvings exactly, the rest by the series of e^y, which 20 terms exhaust for |y| < ln 2.
inline double halved(double x) {
  constexpr double ln2 = 0.6931471805599453;
  constexpr double to_nothing = 1100;  // beyond the smallest double
  if (!(x < to_nothing)) return 0;
  const double whole = std::floor(x);
  const double y = -(x - whole) * ln2;
  double sum = 1;
  for (int k = 20; k > 0; --k) sum = 1 + y * sum / k;
  return std::ldexp(sum, -static_cast<int>(whole));
}

// x to the power n by repeated squaring, lowest bit first.
inline double power_of(double x, std::int64_t n) {
  double result = 1;
  for (; n > 0; n >>= 1) {
    if (n & 1) result *= x;
    x *= x;
  }
  return result;
}

// A day counts as 24 hours, a month as 30 days.
struct fading_half_life {
  static double apply(const OpContext&, Micros t, Micros as_of, std::int64_t duration) {
    const std::int64_t length = nominal_micros(unpack_duration(duration));
    if (length <= 0) return 1;
    return halved(static_cast<double>(age_of(t, as_of)) / static_cast<double>(length));
  }
};
struct fading_linear {
  static double apply(const OpContext&, Micros t, Micros as_of, std::int64_t duration) {
    const std::int64_t length = nominal_micros(unpack_duration(duration));
    if (length <= 0) return 1;
    const Micros age = age_of(t, as_of);
    return age >= length ? 0 : static_cast<double>(length - age) / static_cast<double>(length);
  }
};

// How many times d fits between the two instants; days and longer keep the local clock (semantics B4).
inline std::int64_t full_steps(const OpContext& context, Micros t, Micros as_of, Duration d) {
  if (d.count <= 0 || t >= as_of) return 0;
  if (d.unit == DurationUnit::micros) return (as_of - t) / d.count;
  const Days from = local_date(context, t), to = local_date(context, as_of);
  const bool months = d.unit == DurationUnit::months;
  std::int64_t n = (months ? month_number(civil_of(to)) - month_number(civil_of(from)) : to - from) / d.count;
  for (Micros reached = 0; n > 0; --n)
    if (shift_instant(context, t, {n * d.count, d.unit}, reached) && reached <= as_of) break;
  return n;
}
struct fading_steps {
  static double apply(const OpContext& context, Micros t, Micros as_of, std::int64_t duration, double kept) {
    return power_of(kept, full_steps(context, t, as_of, unpack_duration(duration)));
  }
};

}  // namespace sop::ops
