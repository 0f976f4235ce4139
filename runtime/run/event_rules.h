// Rules that events trigger: each kept event is decided at its own instant (semantics B1).
#pragma once

#include "runtime/run/run.h"

namespace sop {

void run_event_rule(const Program& program, const Dataset& dataset, std::uint32_t rule, const RunOptions& options,
                    const RunContext& context, RunResult& result);

}  // namespace sop
