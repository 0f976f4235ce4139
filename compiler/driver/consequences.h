// One cause, one finding: what names and types say about text that could not be read is a consequence, not a finding.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/names/symbols.h"

namespace sop {

void drop_consequences(const ParsedProgram& program, Diagnostics& diagnostics);

}  // namespace sop
