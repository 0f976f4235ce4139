// Lists taken from segments: who is on one is found out once, by the first run at or after its instant, and stays what
// it was while the list and its segment say the same.
#pragma once

#include <span>

#include "runtime/run/run.h"

namespace sop {

// What the memory knows of lists, as the side tables that expressions look up. A list nobody has taken is an empty one.
void tell_lists(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context);

// Keeps who is on each list whose instant has come. `members`: parallel to Program::lists, by the rows of the run's
// frame.
void keep_lists(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
                std::span<const ColumnData> members, RunResult& result);

}  // namespace sop
