// May she be contacted? `suppress`, `forbid` and `only if`, asked for every contact (semantics E7, E10).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/steps.h"
#include "runtime/eval/evaluator.h"

namespace sop {

struct Refusal {
  std::string outcome;  // suppressed, forbidden, skipped
  std::string reason;
};

// What keeps this action from the customer of this frame row; suppression first. `guards` are the evaluated
// Program::guards, in order.
std::optional<Refusal> blocked(const Program& program, const Action& action, const std::vector<ColumnData>& guards,
                               std::size_t row);

}  // namespace sop
