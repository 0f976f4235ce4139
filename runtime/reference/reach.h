// What some roots reach: through arguments, facts and aggregates. Decides which probes an evaluation watches.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop::reference {

struct Reach {
  std::vector<bool> insts;
  std::vector<bool> aggregates;
};

Reach reach_of(const Program& program, std::span<const InstId> roots);
// The same, but not into the values and conditions of customer aggregates.
Reach frame_reach_of(const Program& program, std::span<const InstId> roots);

struct ReachedProbes {
  std::vector<std::uint32_t> frame;       // counted over the rows asked for
  std::vector<std::uint32_t> population;  // only a customer aggregate reaches them: counted over its customers
};

ReachedProbes reached_probes(const Program& program, std::span<const InstId> roots);

}  // namespace sop::reference
