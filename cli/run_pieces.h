// `sopc run --memory`: the same run, some customers at a time (runtime/pieces), and everything else as ever: what is
// said, what is written, what is answered to the shell.
#pragma once

#include "cli/run_flags.h"

namespace sop::cli {

// Before anything is read: what cannot be had together with it. `clean`: nothing.
int refuse_pieces(const RunSetup& setup, const RunFlags& options);

// After the program was compiled.
int run_pieces(RunSetup& setup, const RunFlags& options);

}  // namespace sop::cli
