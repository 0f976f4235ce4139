// `list … from "PATH"` as `sopc check` sees it: the compiler opens no file, so where the path leads is asked here. A
// file that is not there yet is no finding: whoever makes the list makes it before the run.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop::cli {

void check_list_files(const Program& program, Diagnostics& diagnostics);

}  // namespace sop::cli
