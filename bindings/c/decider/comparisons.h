// Comparisons with a constant as bounds: x > 3 of whole numbers is 4 <= x, so one kind of step serves all of them.
#pragma once

#include "bindings/c/decider/row_plan.h"

namespace sop::embed {

enum class Comparison : std::uint8_t { none, less, less_equal, equal };

// Of values that compare as whole numbers. A duration does not: it compares by its length.
Comparison whole_comparison(Op op);
Comparison real_comparison(Op op);

// The smallest and largest values for which `x compared c`, or `c compared x`, holds.
WholeBounds whole_bounds(Comparison comparison, std::int64_t c, bool constant_first);
RealBounds real_bounds(Comparison comparison, double c, bool constant_first);

}  // namespace sop::embed
