// What a run made of one rule's actions for one customer: what goes out, what does not and why, what waits. That a rule
// fires does not mean that she hears of it.
#pragma once

#include "runtime/explain/one_customer.h"

namespace sop {

enum class DeedFate : std::uint8_t { done, not_done, waits };

struct RuleOutcome {
  DeedFate fate = DeedFate::done;
  std::string deed;                    // `send hello`
  Micros at = no_instant;              // done: when it is due; waits: until when
  std::string why;                     // not_done: the outcome and its reason; waits: for what
  std::string then;                    // waits: what would keep it from her then, as things are
  bool is_contact = false;             // something that would go out to her
  bool is_earlier = false;             // of a firing that an earlier run knew
  std::vector<ExplainedStep> because;  // the condition that keeps it from her
};

std::vector<RuleOutcome> outcomes_of(OneCustomer& her, std::uint32_t rule, std::uint32_t customer, std::size_t fires);

// `the rule x fires`, and in the same sentence what does not go out or waits.
std::string with_outcomes(const OneCustomer& her, const std::string& fires, std::span<const RuleOutcome> outcomes);

// Every different one once and how often, the first few of them.
std::string each_once(const OneCustomer& her, const std::vector<std::string>& all);

// A line each.
std::vector<ExplainedStep> outcome_steps(const OneCustomer& her, std::vector<RuleOutcome> outcomes);

}  // namespace sop
