// Population functions for one block: where each row's value stands in the edges of its frame.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

void evaluate_population(const Run& run, Machine& machine, const Block& block, const Population& form,
                         const PopulationEdges& edges, Type type, const Step& step);

}  // namespace sop
