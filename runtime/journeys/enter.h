// Who enters a journey when (semantics D1 to D3).
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Every call of a trigger or a condition that this run has to decide, by customer and instant. Those whose conditions
// read nothing that journeys do are asked here, all at once.
std::vector<EntryCall> entry_calls(World& world);

// Conditions of entries that depend on what was done, and that become true at the instant.
void add_becoming_calls(World& world, std::uint32_t customer, Micros at);
// The next instant after `after` at which one of them becomes true, as far as it is known now.
Micros next_becoming(const World& world, std::uint32_t customer, Micros after);

// Instants up to this one feed facts only (semantics D2).
Micros starts_after(const World& world, const Journey& journey);
Micros starts_after(const World& world, std::uint32_t rule);

// Decides calls of one instant, in their order; returns those who entered.
std::vector<Instance*> enter(World& world, std::vector<EntryCall> calls);

// Does the value depend on tags that actions set, or on what we did?
bool reads_deeds(const World& world, InstId root);

}  // namespace sop
