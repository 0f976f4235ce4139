// `sopc check --limit atoms=500`: what a pull request may not make dearer. A row per thing that can be held.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/cost/program_cost.h"
#include "runtime/cost/program_work.h"

namespace sop::cli {

struct CostLimit {
  std::string name;
  std::int64_t most = 0;
};

// Nothing: not of the form `name=number`, or of no such name.
std::optional<CostLimit> cost_limit_of(const std::string& given);
std::string names_of_cost_limits();

// A line for each limit that is exceeded.
std::vector<std::string> exceeded(const std::vector<CostLimit>& limits, const ProgramCost& cost,
                                  const ProgramWork& work, Language language);

}  // namespace sop::cli
