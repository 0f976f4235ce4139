// The instants at which a rule is decided: its trigger's events, or the clock's (semantics B1, D2). With a store a
// trigger starts at the first run that knows it, unless the rule says `backfill`; without one before the first event.
#pragma once

#include "runtime/run/run.h"

namespace sop {

// One row per customer and instant of the trigger, in time order per customer, of customers who exist then.
Frame trigger_frame(const Program& program, const Dataset& dataset, std::uint32_t rule, const Trigger& trigger,
                    const RunOptions& options, const RunContext& context, RunResult& result);

}  // namespace sop
