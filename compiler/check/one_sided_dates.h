// One-sided dates (finding S3003): a bound in days that also holds on the other side of today, for last year or for
// tomorrow.
#pragma once

#include "compiler/check/conditions.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop {

void check_one_sided_dates(const ParsedProgram& parsed, const Program& program, const Places& places,
                           Diagnostics& diagnostics);

}  // namespace sop
