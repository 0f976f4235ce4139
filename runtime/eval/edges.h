// The distributions behind population functions: computed over all customers who exist at an instant, each before
// those that read it. Any evaluator can do the evaluating.
#pragma once

#include <memory>

#include "runtime/eval/evaluator.h"

namespace sop {

// Which population functions the roots reach, through facts and aggregates too.
std::vector<bool> reached_populations(const Program& program, std::span<const InstId> roots);

// The edges of the `needed` ones (by PopulationId) and of what those read; the others stay empty.
std::shared_ptr<const Edges> compute_edges(const Program& program, const Dataset& dataset, Micros as_of,
                                           const std::vector<bool>& needed, EvaluateFn evaluate,
                                           const RunContext& context);

// The frame's rows in order of their customers' ids: what sums of numbers add up in, and what splits ties.
std::vector<std::uint32_t> rows_by_id(const Dataset& dataset, const Frame& frame);

}  // namespace sop
