// How many actions a run may decide before a person must look at it (semantics E5).
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// max(cap, k × median of the last committed non-empty runs); `recent`: how many actions those had, in any order.
std::int64_t blast_limit(const Project& project, std::vector<std::int64_t> recent);

}  // namespace sop
