#include "runtime/reference/exact.h"

#include <cmath>

namespace sop::reference {
namespace {

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

int bit_length(Wide value) {
  int length = 0;
  for (; value > 0; value >>= 1) ++length;
  return length;
}

// |x| = mantissa * 2^exponent exactly, the mantissa odd (or 0).
struct Binary {
  Wide mantissa;
  int exponent;
};

Binary decompose(double x) {
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(x), &exponent);
  Binary result{static_cast<std::int64_t>(std::ldexp(fraction, 53)), exponent - 53};
  while (result.mantissa != 0 && result.mantissa % 2 == 0) {
    result.mantissa /= 2;
    ++result.exponent;
  }
  return result;
}

}  // namespace

MaybeWhole narrow(Wide value) {
  if (value < INT64_MIN || value > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

Wide floor_quotient(Wide dividend, Wide divisor) {
  const Wide quotient = dividend / divisor;
  const bool inexact = dividend % divisor != 0;
  return inexact && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient;
}

MaybeWhole half_even_quotient(Wide dividend, Wide divisor) {
  if (divisor == 0) return std::nullopt;
  const bool negative = (dividend < 0) != (divisor < 0);
  const Wide above = magnitude(dividend), below = magnitude(divisor);
  Wide quotient = above / below;
  const Wide twice_rest = above % below * 2;
  if (twice_rest > below || (twice_rest == below && quotient % 2 == 1)) ++quotient;
  return narrow(negative ? -quotient : quotient);
}

MaybeWhole nearest_multiple(std::int64_t value, Wide step) {
  const Wide above = magnitude(value);
  const Wide rounded = (above + step / 2) / step * step;  // step is 1 or even
  return narrow(value < 0 ? -rounded : rounded);
}

MaybeWhole money_times(std::int64_t money, double factor) {
  if (money == 0 || factor == 0) return 0;
  const Binary exact = decompose(factor);
  const Wide product = (factor < 0 ? -Wide{money} : Wide{money}) * exact.mantissa;
  if (exact.exponent >= 0) {
    if (bit_length(magnitude(product)) + exact.exponent > 64) return std::nullopt;
    return narrow(product * (Wide{1} << exact.exponent));
  }
  if (exact.exponent < -125) return 0;  // the product is below 2^117
  return half_even_quotient(product, Wide{1} << -exact.exponent);
}

MaybeWhole money_over(std::int64_t money, double divisor) {
  if (divisor == 0) return std::nullopt;
  if (money == 0) return 0;
  const Binary exact = decompose(divisor);
  const Wide dividend = divisor < 0 ? -Wide{money} : Wide{money};
  if (exact.exponent >= 0) {
    if (exact.exponent > 70) return 0;
    return half_even_quotient(dividend, exact.mantissa * (Wide{1} << exact.exponent));
  }
  // Beyond 126 bits the quotient is above 2^126 / 2^53.
  if (bit_length(magnitude(dividend)) - exact.exponent > 126) return std::nullopt;
  return half_even_quotient(dividend * (Wide{1} << -exact.exponent), exact.mantissa);
}

MaybeWhole money_times_decimal(std::int64_t money, std::int64_t mantissa, std::int64_t decimals) {
  if (decimals < 0) return std::nullopt;
  const Wide product = Wide{money} * mantissa;
  if (decimals < 38) return half_even_quotient(product, power_of_ten(decimals));
  // |product| is at most 2^126, below 10^38: the result is 0, or 1 above half of it.
  const bool above_half = decimals == 38 && magnitude(product) > 5 * power_of_ten(37);
  return !above_half ? 0 : product < 0 ? -1 : 1;
}

MaybeWhole money_over_decimal(std::int64_t money, std::int64_t mantissa, std::int64_t decimals) {
  if (decimals < 0 || mantissa == 0) return std::nullopt;
  Wide scaled = money;
  for (std::int64_t i = 0; i < decimals && scaled != 0; ++i) {
    if (magnitude(scaled) > Wide{1} << 123) return std::nullopt;  // the quotient is above 10 * 2^60
    scaled *= 10;
  }
  return half_even_quotient(scaled, mantissa);
}

Wide power_of_ten(std::int64_t n) {
  Wide power = 1;
  for (; n > 0; --n) power *= 10;
  return power;
}

}  // namespace sop::reference
