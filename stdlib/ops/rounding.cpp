#include "stdlib/ops/rounding.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace sop {

double round_as_written(double x, int n, double power) {
  const double scaled = std::fabs(x) * power;
  const double below = std::trunc(scaled);
  const double fraction = scaled - below;
  const double slack = 4e-16 * scaled;  // two roundings
  bool up = fraction >= 0.5;
  if (std::fabs(fraction - 0.5) <= slack) {
    char digits[400];
    const auto end = std::to_chars(digits, digits + sizeof digits, std::fabs(x), std::chars_format::fixed).ptr;
    const std::string_view written(digits, static_cast<std::size_t>(end - digits));
    const std::size_t next = written.find('.') + 1 + static_cast<std::size_t>(n);
    up = written.find('.') != std::string_view::npos && next < written.size() && written[next] >= '5';
  }
  return std::copysign((below + (up ? 1 : 0)) / power, x);
}

}  // namespace sop
