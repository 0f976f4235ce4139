// Waits for events (semantics D5): which arm an instance takes; and who else is woken by what a run records.
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

// Entries that what was recorded at the instant calls for, each once, are added to the world's calls.
void add_deed_calls(World& world, std::uint32_t customer, Micros at);

// Rules likewise; returned in the order of the source.
struct RuleCall {
  std::uint32_t customer = 0;
  Micros at = 0;
  std::uint32_t rule = 0, trigger = 0;
  std::uint32_t event = 0;
  bool has_event = false;
};
std::vector<RuleCall> deed_rule_calls(World& world, std::uint32_t customer, Micros at);

// The next instant after `after` with a row, in a stream that grows, that an entry or a rule listens to.
Micros next_recorded(const World& world, std::uint32_t customer, Micros after);

}  // namespace sop
