// Clauses that say one thing each: `reenter never reenter after exit`. Asked of the tree alone: which clauses of a form
// stand once is a table. Clauses that may stand again (caps, goals, lines of a score) are not in it.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace sop {

void report_written_twice(const SourceBuffer& source, const Tree& tree, Diagnostics& diagnostics);

}  // namespace sop
