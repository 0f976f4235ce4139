// Lint levels (language.md 2.2): `deny|warn|allow CODE` in the project block, on the command line, or before a
// declaration, where it holds for that declaration alone. The nearest one counts: declaration, command line, project.
// An error stays one: only warnings can be allowed.
#pragma once

#include "compiler/check/check.h"

namespace sop {

void apply_lint_levels(const ParsedProgram& parsed, const CheckOptions& options, Diagnostics& diagnostics);

}  // namespace sop
