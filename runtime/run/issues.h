#pragma once

#include <algorithm>
#include <map>

#include "runtime/eval/evaluator.h"

namespace sop {

// Issues of several evaluations of one run: evaluations add up, the first customer is the smallest.
inline void add_issues(std::map<std::uint32_t, IssueCount>& all, const std::map<std::uint32_t, IssueCount>& found) {
  for (const auto& [probe, count] : found) {
    IssueCount& sum = all[probe];
    sum.evaluations += count.evaluations;
    sum.first_customer = std::min(sum.first_customer, count.first_customer);
  }
}

}  // namespace sop
