// The order in which a run tells its rows: by customer, then by what did it, then by when (cli.md "Output of run").
#pragma once

#include "runtime/run/run.h"

namespace sop {

void sort_rows(const Program& program, const Dataset& dataset, RunResult& result);

}  // namespace sop
