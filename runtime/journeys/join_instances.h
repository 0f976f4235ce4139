// Accounts that turned out to be one customer (semantics E8): their instances become hers.
#pragma once

#include <span>

#include "compiler/ir/program.h"
#include "runtime/journeys/instance.h"

namespace sop {

// All instances of one customer: entries are counted through in time order, and where she is inside one journey twice
// with one key, the older instance survives.
void join_instances(const Program& program, std::span<Instance> hers);

}  // namespace sop
