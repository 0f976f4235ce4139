// Exact whole arithmetic in 128 bits, rounded once: what money and averages need (semantics A3).
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace sop {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr bool fits_int64(Int128 x) {
  return x >= std::numeric_limits<std::int64_t>::min() && x <= std::numeric_limits<std::int64_t>::max();
}

constexpr bool narrow(Int128 x, std::int64_t& out) {
  if (!fits_int64(x)) return false;
  out = static_cast<std::int64_t>(x);
  return true;
}

constexpr Uint128 magnitude(Int128 x) { return x < 0 ? -static_cast<Uint128>(x) : static_cast<Uint128>(x); }

// A magnitude with its sign, as an int64.
constexpr bool narrow(bool negative, Uint128 size, std::int64_t& out) {
  constexpr Uint128 most = Uint128{1} << 63;
  if (size > most || (size == most && !negative)) return false;
  out = static_cast<std::int64_t>(negative ? -static_cast<Int128>(size) : static_cast<Int128>(size));
  return true;
}

// numerator / denominator, halves to even. denominator > 0.
constexpr Uint128 divide_half_even(Uint128 numerator, Uint128 denominator) {
  const Uint128 quotient = numerator / denominator;
  const Uint128 rest = numerator % denominator;
  const Uint128 other = denominator - rest;  // rest against half, without doubling it
  const bool up = rest > other || (rest == other && (quotient & 1) != 0);
  return quotient + (up ? 1 : 0);
}

constexpr bool divide_half_even(Int128 a, Int128 b, std::int64_t& out) {
  if (b == 0) return false;
  return narrow((a < 0) != (b < 0), divide_half_even(magnitude(a), magnitude(b)), out);
}

// Halves away from zero. unit > 0.
constexpr bool round_to_unit(std::int64_t a, Int128 unit, std::int64_t& out) {
  const Uint128 u = static_cast<Uint128>(unit);
  const Uint128 size = magnitude(a);
  const Uint128 rest = size % u;
  return narrow(a < 0, size - rest + (rest >= u - rest ? u : 0), out);
}

// 10^n for n in 0..38.
constexpr Uint128 power_of_ten(std::int64_t n) {
  Uint128 power = 1;
  for (; n > 0; --n) power *= 10;
  return power;
}

// A finite double is exactly +-mantissa * 2^exponent; the mantissa of a non-zero one is in [2^52, 2^53).
struct Binary {
  bool negative = false;
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

inline Binary decompose(double x) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  return {std::signbit(x), static_cast<std::uint64_t>(std::ldexp(fraction, 53)), exponent - 53};
}

inline int bit_width(Uint128 x) {
  const auto high = static_cast<std::uint64_t>(x >> 64);
  return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(x)));
}

// a * x for the exact value of x, halves to even. |a| < 2^64 and the mantissa < 2^53: the product has at most 117 bits.
inline bool multiply_exact(std::int64_t a, double x, std::int64_t& out) {
  if (!std::isfinite(x)) return false;
  const Binary b = decompose(x);
  const Uint128 product = magnitude(a) * b.mantissa;
  const bool negative = (a < 0) != b.negative;
  if (product == 0) return narrow(false, 0, out);
  if (b.exponent >= 0) {
    if (bit_width(product) + b.exponent > 64) return false;
    return narrow(negative, product << b.exponent, out);
  }
  if (b.exponent < -118) return narrow(false, 0, out);  // below a quarter
  return narrow(negative, divide_half_even(product, Uint128{1} << -b.exponent), out);
}

// a / x for the exact value of x, halves to even.
inline bool divide_exact(std::int64_t a, double x, std::int64_t& out) {
  if (!std::isfinite(x) || x == 0) return false;
  const Binary b = decompose(x);
  const Uint128 size = magnitude(a);
  const bool negative = (a < 0) != b.negative;
  if (size == 0) return narrow(false, 0, out);
  if (b.exponent > 64) return narrow(false, 0, out);  // the divisor is above 2^116
  if (b.exponent > 0) return narrow(negative, divide_half_even(size, Uint128{b.mantissa} << b.exponent), out);
  if (bit_width(size) - b.exponent > 126) return false;  // the quotient is above 2^72
  return narrow(negative, divide_half_even(size << -b.exponent, b.mantissa), out);
}

}  // namespace sop
