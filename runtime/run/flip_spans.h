// Lengths of time after an event at which a condition may change by itself: `within 24 hours` ends, `hours_since`
// passes a number.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

// Ascending, in microseconds; at worst some at which nothing changes.
std::vector<Micros> flip_spans(const Program& program, std::span<const InstId> roots);

}  // namespace sop
