#include "runtime/reports/compare_windows.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace sop {
namespace {

using TermDrivers = std::vector<ComparedDriver*>;

bool is_zero(const std::optional<double>& value) { return value && *value == 0; }

std::optional<double> product_of(const TermDrivers& drivers, bool now) {
  double product = drivers[0]->sign;
  bool known = true, zero = false;
  for (const ComparedDriver* driver : drivers) {
    const std::optional<double>& value = now ? driver->now : driver->before;
    if (driver->power > 0 && is_zero(value)) zero = true;
    if (!value || (driver->power < 0 && *value == 0)) {
      known = false;
      continue;
    }
    product = driver->power > 0 ? product * *value : product / *value;
  }
  if (zero) return 0;
  return known && std::isfinite(product) ? std::optional(product) : std::nullopt;
}

// (a - b) / ln(a / b) of two positive numbers.
double log_mean(double a, double b) {
  const double ratio = a / b;
  if (std::abs(ratio - 1) < 1e-9) return (a + b) / 2;
  return (a - b) / std::log(ratio);
}

// Who was not there and is, or was and is not.
TermDrivers appearing(const TermDrivers& drivers) {
  TermDrivers out;
  for (ComparedDriver* driver : drivers)
    if (driver->power > 0 && is_zero(driver->now) != is_zero(driver->before)) out.push_back(driver);
  return out;
}

void split_term(const TermDrivers& drivers, std::optional<double> now, std::optional<double> before) {
  if (!now || !before) return;
  if (*now == 0 || *before == 0) {
    const TermDrivers moving = appearing(drivers);
    for (ComparedDriver* driver : drivers) driver->contribution = 0;
    for (ComparedDriver* driver : moving) driver->contribution = (*now - *before) / static_cast<double>(moving.size());
    return;
  }
  const bool kept_signs = std::ranges::all_of(drivers, [](const ComparedDriver* driver) {
    return driver->now && driver->before && *driver->now / *driver->before > 0;
  });
  if (!kept_signs) {
    // Of one driver alone the change is its own, whatever its sign.
    const auto moving = std::ranges::count_if(drivers, [](const ComparedDriver* driver) { return !driver->constant; });
    if (moving != 1) return;
    for (ComparedDriver* driver : drivers) driver->contribution = driver->constant ? 0 : *now - *before;
    return;
  }
  const double weight = log_mean(std::abs(*now), std::abs(*before)) * (*now < 0 ? -1 : 1);
  for (ComparedDriver* driver : drivers)
    driver->contribution = weight * driver->power * std::log(*driver->now / *driver->before);
}

// Contributions of money are whole ten-thousandths; what rounding leaves over goes to the largest one.
void add_up(std::vector<ComparedDriver>& drivers, double change, bool in_money) {
  if (std::ranges::any_of(drivers, [](const ComparedDriver& driver) { return !driver.contribution; })) return;
  ComparedDriver* largest = nullptr;
  double rest = change;
  for (ComparedDriver& driver : drivers) {
    if (in_money) driver.contribution = std::nearbyint(*driver.contribution);
    rest -= *driver.contribution;
    const bool larger =
        largest == nullptr || std::abs(*driver.contribution) > std::abs(*largest->contribution) ||
        (std::abs(*driver.contribution) == std::abs(*largest->contribution) && driver.name < largest->name);
    if (!driver.constant && larger) largest = &driver;
  }
  if (largest != nullptr) *largest->contribution += rest;
}

}  // namespace

ComparedMetric contributions(std::vector<ComparedDriver>& drivers, std::optional<double> now,
                             std::optional<double> before, bool in_money) {
  std::set<std::int32_t> terms;
  for (const ComparedDriver& driver : drivers) terms.insert(driver.term);
  ComparedMetric out{0, 0, std::nullopt};
  for (const std::int32_t term : terms) {
    TermDrivers of_term;
    for (ComparedDriver& driver : drivers)
      if (driver.term == term) of_term.push_back(&driver);
    const auto value_now = product_of(of_term, true), value_before = product_of(of_term, false);
    split_term(of_term, value_now, value_before);
    out.now = out.now && value_now ? std::optional(*out.now + *value_now) : std::nullopt;
    out.before = out.before && value_before ? std::optional(*out.before + *value_before) : std::nullopt;
  }
  // The formula itself is exact; a product with a 0 in it is known although the formula misses it.
  if (now) out.now = now;
  if (before) out.before = before;
  if (out.now && out.before) {
    out.change = *out.now - *out.before;
    add_up(drivers, *out.change, in_money);
  }
  return out;
}

}  // namespace sop
