#include "runtime/reference/number.h"

#include <cmath>

#include "compiler/ir/type.h"

namespace sop::reference {
namespace {

bool decimals_allowed(std::int64_t decimals) { return decimals >= -15 && decimals <= 15; }

double double_power_of_ten(std::int64_t n) { return static_cast<double>(power_of_ten(n)); }

}  // namespace

std::optional<double> finite(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> rounded(double value, std::int64_t decimals) {
  if (!decimals_allowed(decimals)) return std::nullopt;
  if (decimals < 0) {
    const double step = double_power_of_ten(-decimals);
    return finite(std::round(value / step) * step);
  }
  const double scale = double_power_of_ten(decimals);
  return finite(std::round(value * scale) / scale);
}

MaybeWhole rounded_money(std::int64_t money, std::int64_t decimals) {
  if (!decimals_allowed(decimals)) return std::nullopt;
  if (decimals >= 4) return money;
  return nearest_multiple(money, power_of_ten(4 - decimals));
}

MaybeWhole whole_of(double value) {
  if (!(value >= -0x1p63 && value < 0x1p63)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

MaybeWhole floor_money(std::int64_t money) { return narrow(floor_quotient(money, money_scale) * money_scale); }
MaybeWhole ceil_money(std::int64_t money) { return narrow(-floor_quotient(-Wide{money}, money_scale) * money_scale); }

}  // namespace sop::reference
