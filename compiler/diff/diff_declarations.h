// What is compared as it is written, not by what it means: inputs, channels, templates, policies, calendars, coupons,
// metrics and so on. Blanks, comments and the order of the clauses in a block say nothing.
#pragma once

#include "compiler/diff/versions.h"

namespace sop {

void compare_declarations(Versions& versions, ProgramDiff& diff);

}  // namespace sop
