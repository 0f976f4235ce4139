// Derived tags against the stored ones: what is added, what is withdrawn (semantics C7).
#pragma once

#include "runtime/run/run.h"

namespace sop {

void tag_changes(const Program& program, const Dataset& dataset, const RunOptions& options, RunResult& result);

}  // namespace sop
