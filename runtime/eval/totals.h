// What some facts come to over all rows of a frame, when nobody asks which row has what: nothing is written per row.
#pragma once

#include "runtime/eval/evaluator.h"

namespace sop {

// Parallel to `roots`, which are conditions, whole numbers or money in the frame: how many rows meet a condition; the
// sum of the values, missing ones left out, of money in its smallest part, modulo 2^64. Issues are not told.
std::vector<std::uint64_t> totals(const Program&, const Dataset&, const Frame&, std::span<const InstId> roots,
                                  const RunContext&);

}  // namespace sop
