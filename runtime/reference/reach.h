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

// Indices of the probes whose instruction (and aggregate) is reached.
std::vector<std::uint32_t> reached_probes(const Program& program, const Reach& reach);

}  // namespace sop::reference
