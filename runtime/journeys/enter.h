// Who enters a journey when (semantics D1 to D3).
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Every call of a trigger or a condition that this run has to decide, by customer and instant. Those whose conditions
// read nothing that journeys do are asked here, all at once.
std::vector<EntryCall> entry_calls(World& world);

// Decides calls of one instant, in their order; returns those who entered.
std::vector<Instance*> enter(World& world, std::vector<EntryCall> calls);

// Does the value depend on tags that actions set, or on what we did?
bool reads_deeds(const Program& program, InstId root);

}  // namespace sop
