// Arithmetic of money: int64 in 1/10,000, exact in 128 bits, rounded half to even once; out of range fails.
#pragma once

#include "compiler/ir/type.h"
#include "stdlib/ops/arithmetic.h"

namespace sop::ops {

struct add_money : add_integer {};
struct subtract_money : subtract_integer {};
struct multiply_money_integer : multiply_integer {};
struct negate_money : negate_integer {};
struct abs_money : abs_integer {};

struct multiply_money_number {
  static bool apply(const OpContext&, std::int64_t a, double b, std::int64_t& out) { return multiply_exact(a, b, out); }
};
struct divide_money_integer {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t b, std::int64_t& out) {
    return divide_half_even(a, b, out);
  }
};
struct divide_money_number {
  static bool apply(const OpContext&, std::int64_t a, double b, std::int64_t& out) { return divide_exact(a, b, out); }
};
struct divide_money : divide_integer {};  // the scales cancel

// The decimal is mantissa / 10^decimals.
struct multiply_money_decimal {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t mantissa, std::int64_t decimals, std::int64_t& out) {
    if (decimals < 0) return false;
    const Int128 product = Int128{a} * mantissa;
    if (decimals <= 38) {
      const Uint128 size = divide_half_even(magnitude(product), power_of_ten(decimals));
      return narrow(product < 0, size, out);
    }
    out = 0;  // |product| <= 2^126 is below half of 10^39
    return true;
  }
};
struct divide_money_decimal {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t mantissa, std::int64_t decimals, std::int64_t& out) {
    if (decimals < 0 || mantissa == 0) return false;
    Uint128 scaled = magnitude(a);
    for (std::int64_t i = 0; i < decimals && scaled != 0; ++i)
      if (__builtin_mul_overflow(scaled, Uint128{10}, &scaled)) return false;  // the quotient is above 2^64
    return narrow((a < 0) != (mantissa < 0), divide_half_even(scaled, magnitude(mantissa)), out);
  }
};

// Money has 4 decimals: more change nothing.
struct round_money {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t n, std::int64_t& out) {
    if (n < -15 || n > 15) return false;
    out = a;
    return n >= 4 || round_to_unit(a, static_cast<Int128>(power_of_ten(4 - n)), out);
  }
};
struct round_money_whole {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t& out) { return round_to_unit(a, money_scale, out); }
};
struct floor_money {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t& out) {
    return !__builtin_mul_overflow(floor_div(a, money_scale), money_scale, &out);
  }
};
struct ceil_money {
  static bool apply(const OpContext&, std::int64_t a, std::int64_t& out) {
    const std::int64_t above = floor_div(a, money_scale) + (a % money_scale != 0 ? 1 : 0);
    return !__builtin_mul_overflow(above, money_scale, &out);
  }
};

}  // namespace sop::ops
