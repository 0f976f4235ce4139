// The inside of `evaluate`: over a frame, for roots, also counting the probes inside customer aggregates whose rows the
// frame is.
#pragma once

#include "runtime/eval/evaluator.h"

namespace sop {

Evaluation evaluate_frame(const Program& program, const Dataset& dataset, const Frame& frame,
                          std::span<const InstId> roots, const RunContext& context,
                          std::span<const AggregateId> inside);

}  // namespace sop
