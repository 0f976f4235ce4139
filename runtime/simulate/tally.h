// What happened within a period, counted: from the ways people went through journeys (runtime/explain/way.h, the same
// that `why` tells), and from what rules did and decided.
#pragma once

#include "runtime/explain/why.h"
#include "runtime/simulate/simulate.h"

namespace sop {

// `run` is the last one of the simulation; its memory holds everybody. `decisions`: of all runs, about journeys.
void tally_journeys(const DecidedRun& run, const std::vector<DecisionRow>& decisions, const SimulateOptions& how,
                    Simulation& out);

}  // namespace sop
