// One distribution from the values of all customers, or from parts of them.
#pragma once

#include <span>

#include "runtime/eval/evaluator.h"
#include "runtime/eval/part_of_all.h"

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

// The same in pieces: what the customers of one have to say, and what follows from all of them, merged.
PartOfAll part_of_distribution(const Population& form, const ColumnData& x, const ColumnData* among,
                               const Everyone& everyone);
PopulationEdges distribution_of(const Population& form, Type x, const PartOfAll& all);

}  // namespace sop
