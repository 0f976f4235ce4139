#include "runtime/reference/fading.h"

#include <cmath>

#include "runtime/reference/calendar.h"
#include "runtime/reference/exact.h"

namespace sop::reference {
namespace {

// A day is 24 hours, a month 30 days.
Wide length_of(Duration d) {
  const Wide day = Wide{24} * 3600 * 1'000'000;
  return d.unit == DurationUnit::micros ? Wide{d.count} : d.count * day * (d.unit == DurationUnit::months ? 30 : 1);
}

Wide age_of(Micros event, Micros now) { return event < now ? Wide{now} - event : 0; }

// e^y by its series from the smallest term inwards: 1 + y/1 (1 + y/2 (1 + …)), 20 terms.
double exponential(double y, int term = 1) { return term > 20 ? 1 : 1 + y * exponential(y, term + 1) / term; }

bool is_over(const ZoneRules& zone, Micros event, Micros now, Duration d, std::int64_t n) {
  const MaybeWhole count = narrow(Wide{d.count} * n);
  if (!count) return false;
  const auto end = instant_plus(zone, event, {*count, d.unit});
  return end && *end <= now;
}

// The most times that d fits, between what surely does and what surely does not.
std::int64_t times(const ZoneRules& zone, Micros event, Micros now, Duration d) {
  if (d.count <= 0 || event >= now) return 0;
  if (d.unit == DurationUnit::micros) return static_cast<std::int64_t>(age_of(event, now) / d.count);
  const Wide shortest = Wide{d.count} * (d.unit == DurationUnit::months ? 28 : 1) * 23 * 3600 * 1'000'000;
  std::int64_t low = 0, high = static_cast<std::int64_t>(age_of(event, now) / shortest) + 2;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_over(zone, event, now, d, middle) ? low : high) = middle;
  }
  return low;
}

// x^n as the product of the squares that n's bits ask for, smallest first.
double power(double x, std::int64_t n, double product = 1) {
  if (n == 0) return product;
  return power(x * x, n / 2, n % 2 == 1 ? product * x : product);
}

}  // namespace

double half_life(Micros event, Micros now, Duration d) {
  const Wide length = length_of(d);
  if (length <= 0) return 1;
  const double lives = static_cast<double>(age_of(event, now)) / static_cast<double>(length);
  if (lives >= 1100) return 0;
  const double whole = std::floor(lives);
  return std::ldexp(exponential(-(lives - whole) * 0.6931471805599453), -static_cast<int>(whole));
}

double linear(Micros event, Micros now, Duration d) {
  const Wide length = length_of(d), age = age_of(event, now);
  if (length <= 0) return 1;
  return age >= length ? 0 : static_cast<double>(length - age) / static_cast<double>(length);
}

double steps(const ZoneRules& zone, Micros event, Micros now, Duration d, double kept) {
  return power(kept, times(zone, event, now, d));
}

}  // namespace sop::reference
