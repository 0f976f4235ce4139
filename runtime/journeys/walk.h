// Moving instances along their steps (semantics D6, D8): from where they are ready to the next wait, the next action,
// or the end. Pure but for the instances; what they read is evaluated for all of them together.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Ends an instance: `outcome` is goal, exited or ended; others than the plain end are decisions.
void end(World& world, Instance& who, Micros at, const std::string& outcome, const std::string& reason);

// All of these are ready. Returns those that stand at an action.
std::vector<Instance*> walk(World& world, std::vector<Instance*> ready);

// Something she waited for is due: the end of a wait, an opening, the next round.
void wake(World& world, Instance& who, Micros at);

// The step she stands at is done.
void step_on(Instance& who, std::int32_t next, Micros at);

// How often the repeats around her step have begun: the iteration of an effect (semantics E2).
std::string iteration(const Instance& who);

}  // namespace sop
