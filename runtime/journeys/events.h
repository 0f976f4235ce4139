// Waits for events (semantics D5): which arm an instance takes.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Instances that wait take the first arm that an event of the instant fits. `ours`: events of what we did, which come
// after the actions of their instant; else all others. Did anybody go on?
bool end_waits(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at, bool ours);

// A wait that says `reuse` begins: does the event that ended the one before end it too?
bool reuse_event(World& world, Instance& who);

// Late events of the instant that an instance had waited for until its timeout (E10: `late`).
void record_late(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at);

// Does some wait or entry listen to what we did?
bool listens_to_deeds(const Program& program);

// Entries that what was done at the instant calls for, each once, are added to the world's calls.
void add_deed_calls(World& world, std::uint32_t customer, Micros at);

}  // namespace sop
