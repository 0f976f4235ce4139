// Arithmetic of int and number: overflow, division by zero and results that are no finite number fail (semantics A3,
// A4).
#pragma once

#include <cmath>

#include "stdlib/ops/context.h"
#include "stdlib/ops/exact.h"
#include "stdlib/ops/rounding.h"
#include "stdlib/time/civil.h"

namespace sop::ops {

inline bool finite(double x, double& out) {
  out = x;
  return std::isfinite(x);
}

// The double nearest to 2^63 is exact; a whole double below it fits.
inline bool whole_of(double x, std::int64_t& out) {
  if (!(x >= -0x1p63 && x < 0x1p63)) return false;
  out = static_cast<std::int64_t>(x);
  return true;
}

struct add_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    return !__builtin_add_overflow(a, b, &out);
  }
};
struct add_number {
  static bool apply(const OpContext&, double a, double b, double& out) { return finite(a + b, out); }
};
struct subtract_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    return !__builtin_sub_overflow(a, b, &out);
  }
};
struct subtract_number {
  static bool apply(const OpContext&, double a, double b, double& out) { return finite(a - b, out); }
};
struct multiply_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    return !__builtin_mul_overflow(a, b, &out);
  }
};
struct multiply_number {
  static bool apply(const OpContext&, double a, double b, double& out) { return finite(a * b, out); }
};
struct divide_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, double& out) {
    return b != 0 && finite(static_cast<double>(a) / static_cast<double>(b), out);
  }
};
struct divide_number {
  static bool apply(const OpContext&, double a, double b, double& out) { return b != 0 && finite(a / b, out); }
};
struct negate_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t& out) {
    return !__builtin_sub_overflow(std::int64_t{0}, a, &out);
  }
};
struct negate_number {
  static double apply(const OpContext&, double a) { return -a; }
};
struct div_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    if (b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min())) return false;
    out = floor_div(a, b);
    return true;
  }
};
struct mod_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    if (b == 0) return false;
    out = b == -1 ? 0 : a % b;
    if (out != 0 && (out < 0) != (b < 0)) out += b;
    return true;
  }
};
struct abs_integer {
  static bool apply(const OpContext& context, std::int64_t a, std::int64_t& out) {
    if (a < 0) return negate_integer::apply(context, a, out);
    out = a;
    return true;
  }
};
struct abs_number {
  static double apply(const OpContext&, double a) { return std::fabs(a); }
};
// n in -15..15, halves of the number as it is written away from zero. From 2^52 on nothing is behind the point.
struct round_number {
  static bool apply(const OpContext&, double x, std::int64_t n, double& out) {
    if (n < -15 || n > 15) return false;
    const auto power = static_cast<double>(power_of_ten(n < 0 ? -n : n));
    if (n >= 0 && std::fabs(x * power) < 0x1p52) return finite(round_as_written(x, static_cast<int>(n), power), out);
    return finite(n < 0 ? std::round(x / power) * power : std::round(x * power) / power, out);
  }
};
struct round_number_whole {
  static double apply(const OpContext&, double x) { return std::round(x); }
};
struct floor_number {
  static bool apply(const OpContext&, double x, std::int64_t& out) { return whole_of(std::floor(x), out); }
};
struct ceil_number {
  static bool apply(const OpContext&, double x, std::int64_t& out) { return whole_of(std::ceil(x), out); }
};

}  // namespace sop::ops
