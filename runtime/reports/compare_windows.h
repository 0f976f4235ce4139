// A comparison: what each driver of a metric contributes to its change between two windows (language.md 2.9). Log-mean
// weights: contributions add up to the change and depend on no order. Plain numbers in, plain numbers out.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sop {

struct ComparedDriver {
  std::string name;
  std::int32_t term = 0, sign = 1, power = 1;
  bool constant = false;
  std::optional<double> now, before;
  std::optional<double> contribution;  // found
};

struct ComparedMetric {
  std::optional<double> now, before, change;
};

// Fills the contributions. A product with a factor 0 is 0, whatever else is missing; where a driver appears or vanishes
// it takes the whole change (several of them: equal parts). Where a value is missing or changes its sign within a
// product nothing is said of that term. `decimals` of the unit: contributions are multiples of 10^-decimals, and what
// rounding leaves goes to the largest one.
ComparedMetric contributions(std::vector<ComparedDriver>& drivers, std::optional<double> now,
                             std::optional<double> before, bool in_money);

}  // namespace sop
