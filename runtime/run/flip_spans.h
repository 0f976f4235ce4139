// Lengths of time after an event at which a condition may change by itself: `within 24 hours` ends, `hours_since`
// passes a number.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

// Ascending, in microseconds; at worst some at which nothing changes. Days count 24 hours.
std::vector<Micros> flip_spans(const Program& program, std::span<const InstId> roots);

// Do they read points that fade with their age, and change at every instant?
bool reads_fading(const Program& program, std::span<const InstId> roots);

}  // namespace sop
