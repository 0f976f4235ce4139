#include "runtime/reference/number.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "compiler/ir/type.h"

namespace sop::reference {
namespace {

bool decimals_allowed(std::int64_t decimals) { return decimals >= -15 && decimals <= 15; }

// The digits of a positive number as it is printed, rounded as in school.
double rounded_digits(double value, std::size_t decimals) {
  std::string digits = fmt::format("{}", value);
  if (digits.find('e') != std::string::npos) {  // far below one
    const auto exponent = static_cast<std::size_t>(-std::stol(digits.substr(digits.find('e') + 1)));
    std::erase(digits, '.');
    digits = "0." + std::string(exponent - 1, '0') + digits.substr(0, digits.find('e'));
  }
  if (digits.find('.') == std::string::npos) return value;
  const std::size_t point = digits.find('.');
  digits += std::string(decimals + 1, '0');
  bool carry = digits[point + 1 + decimals] >= '5';
  digits.resize(point + 1 + decimals);
  for (std::size_t i = digits.size(); carry && i-- > 0;) {
    if (digits[i] == '.') continue;
    carry = digits[i] == '9';
    digits[i] = carry ? '0' : static_cast<char>(digits[i] + 1);
  }
  return std::stod((carry ? "1" : "") + digits);
}

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
  if (std::fabs(value * scale) < 0x1p52)
    return std::copysign(rounded_digits(std::fabs(value), static_cast<std::size_t>(decimals)), value);
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
