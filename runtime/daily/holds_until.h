// After a run: until when nothing that a run gives out can change for a customer unless a row of hers does - tags,
// actions, decisions, who a condition holds for, and all that is remembered for the next run.
#pragma once

#include <vector>

#include "runtime/run/run.h"

namespace sop {

// By customer of the dataset, all of whom were asked at `options.as_of`: a later run before that instant would find
// nothing new about her. At the latest the microsecond after the run: ask her again. `dataset`: as the run left it.
std::vector<Micros> holds_until(const Program& program, const Dataset& dataset, const RunResult& result,
                                const RunOptions& options, const RunContext& context);

}  // namespace sop
