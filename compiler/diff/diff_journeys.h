// Journeys of two versions: who enters, goals, exits, and step by step what happens.
#pragma once

#include "compiler/diff/versions.h"

namespace sop {

void compare_journeys(Versions& versions, ProgramDiff& diff);

}  // namespace sop
