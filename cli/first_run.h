// Why the first run with a state does nothing although the data are full of events: triggers start with the run that
// knows them first (semantics D2). Said in a line, and only when something would have fired.
#pragma once

#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "runtime/run/run.h"

namespace sop::cli {

// Empty where nothing was passed over. `dataset` is the one the run has decided with.
std::string passed_over_lines(const Program& program, const Dataset& dataset, const RunOptions& options,
                              const RunContext& context, const RunResult& result, Language language);

}  // namespace sop::cli
