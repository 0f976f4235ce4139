// Goals and exits (semantics D7): looked at whenever they can flip, the goal first.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Of each instance at the instant given for it; whoever reaches a goal or meets an exit is out.
void reach_goals(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at);

// Over, but a goal within its window still counts.
bool may_still_count(const World& world, const Instance& who);

// The next instant at which something can end her wait, her way, or count for a goal: after those asked already.
Micros next_flip(const World& world, const Instance& who);

}  // namespace sop
