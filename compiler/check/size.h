// Is a program small enough? Asked of the trees before names and types, and of the instructions before anything walks
// them: what is too large is found, and nothing after this has to be afraid of size.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"
#include "compiler/names/symbols.h"

namespace sop {

bool small_enough(const ParsedProgram& program, Diagnostics& diagnostics);

// The same of the checked program: how many instructions, and how deep one stands upon another, through facts too.
bool small_enough(const Program& program, Diagnostics& diagnostics);

}  // namespace sop
