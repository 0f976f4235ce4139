// Lengths of time after an event at which a condition may change by itself: `within 24 hours` ends, `hours_since`
// passes a number.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"
#include "stdlib/time/duration.h"

namespace sop {

// Ascending; at worst some at which nothing changes. Days and longer keep the local clock (semantics B4).
std::vector<Duration> flip_spans(const Program& program, std::span<const InstId> roots);

// Do they read points that fade with their age, and change at every instant?
bool reads_fading(const Program& program, std::span<const InstId> roots);

}  // namespace sop
