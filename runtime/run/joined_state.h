// Of two accounts of one customer (semantics E8) the state that says more: what is held, the higher level, what is
// older. Nothing that was done for either is done again.
#pragma once

#include "runtime/run/memory.h"

namespace sop {

inline HeldState joined_state(const HeldState& a, const HeldState& b) {
  if (!a.known || !b.known) return a.known ? a : b;
  if (a.value != b.value) return a.value > b.value ? a : b;
  return a.since <= b.since ? a : b;
}

}  // namespace sop
