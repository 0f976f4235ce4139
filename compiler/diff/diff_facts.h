// Facts of two versions: segments, tags, tiers, values. By name; what is left over on both sides by meaning.
#pragma once

#include "compiler/diff/versions.h"

namespace sop {

void compare_facts(Versions& versions, ProgramDiff& diff);

}  // namespace sop
