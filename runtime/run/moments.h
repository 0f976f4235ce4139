// The instants at which a rule is decided: its trigger's events, or the clock's (semantics B1, D2). With a store a
// trigger starts at the first run that knows it, unless the rule says `backfill`; without one before the first event.
#pragma once

#include "runtime/run/run.h"

namespace sop {

// Instants after this one are decided now.
Micros decided_until(const Rule& rule, std::uint32_t index, const RunOptions& options);

// One row per customer and instant of the trigger later than `after`, in time order per customer, of customers who
// exist then.
Frame trigger_frame(const Program& program, const Dataset& dataset, const Trigger& trigger, Micros after,
                    const RunOptions& options, const RunContext& context, RunResult& result);

}  // namespace sop
