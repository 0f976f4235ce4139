// Rules and guards (`suppress`, `forbid`, a template's `only if`) of two versions.
#pragma once

#include "compiler/diff/versions.h"

namespace sop {

void compare_rules(Versions& versions, ProgramDiff& diff);
void compare_guards(Versions& versions, ProgramDiff& diff);

}  // namespace sop
