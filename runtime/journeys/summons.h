// Who must be loaded for a run when the people in journeys stay where they are kept: whoever something may happen to.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/journeys/world.h"

namespace sop {

// May people stay where they are kept? Not where something that is asked of everybody reads what was done for them, or
// where a tag may change what a journey waits for.
bool may_stay(const World& world);

// Marks those whose own clock, events or tags may move them in this run: (the last run, as_of].
void summon(World& world, std::vector<bool>& wanted);

}  // namespace sop
