// One-sided dates (language.md 3): `days_until(x) <= 7` holds for last year too, `days_since(x) < 30` for tomorrow.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop {

// `edges`: comparisons that bands make of their edges; they cut a line and are meant so.
void check_one_sided_dates(const Program& program, const std::vector<InstId>& edges, const Sources& sources,
                           Diagnostics& diagnostics);

}  // namespace sop
