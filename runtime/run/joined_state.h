// Of two accounts of one customer (semantics E8) the state that says more: what is held, the higher level, what is
// older. Nothing that was done for either is done again.
#pragma once

#include "runtime/run/memory.h"

namespace sop {

inline HeldState joined_state(const HeldState& a, const HeldState& b) {
  if (!a.known || !b.known) return a.known ? a : b;
  if (a.value != b.value) return a.value > b.value ? a : b;
  HeldState both = a.since <= b.since ? a : b;
  both.blocked = a.blocked || b.blocked;  // what fired for either waits to be armed again
  return both;
}

}  // namespace sop
