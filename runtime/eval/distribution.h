// One distribution from the values of all customers.
#pragma once

#include <span>

#include "runtime/eval/evaluator.h"

namespace sop {

// The customers whose values are given, one per frame row.
struct Everyone {
  const Dataset& dataset;
  const Frame& frame;
  std::span<const std::uint32_t> by_id;  // its rows in order of the customers' ids
};

// `among`: who counts; null: everybody.
PopulationEdges distribution_of(const Population& form, const ColumnData& x, const ColumnData* among,
                                const Everyone& everyone);

}  // namespace sop
