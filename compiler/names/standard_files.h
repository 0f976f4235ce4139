// Files of the standard library that hold no module: their declarations join the program under their own names, as
// those of `use "…"` do. `use std.calendar_cn` is one; language.md leaves nothing but facts and metrics to modules.
#pragma once

#include "compiler/names/symbols.h"

namespace sop {

// Does this `use` name such a file, which has joined the program?
bool joins_declarations(const ParsedProgram& program, Node use);

}  // namespace sop
