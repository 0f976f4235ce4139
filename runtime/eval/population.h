// Aggregates over the population from the values of some or all customers.
#pragma once

#include <span>

#include "runtime/eval/evaluator.h"
#include "runtime/eval/part_of_all.h"

namespace sop {

// What these customers say to the aggregate; one row of value and condition per frame row. `by_id`: the rows in order
// of the customers' ids.
PartOfAll part_of_aggregate(const Aggregate& form, const ColumnData* value, const ColumnData* where,
                            const Dataset& dataset, const Frame& frame, std::span<const std::uint32_t> by_id);

// The aggregate's value, from all customers. `inst`: a customer_aggregate.
PlainValue folded(const Program& program, InstId inst, const PartOfAll& all);

}  // namespace sop
