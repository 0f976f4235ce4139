// How many rows of a frame meet each of some conditions, when nobody asks which: nothing is written per row.
#pragma once

#include "runtime/eval/evaluator.h"

namespace sop {

// Parallel to `roots`, which are conditions in the frame. Issues are not told.
std::vector<std::uint64_t> head_counts(const Program&, const Dataset&, const Frame&, std::span<const InstId> roots,
                                       const RunContext&);

}  // namespace sop
