// Of two accounts of one customer (semantics E8) the state that says more: what is held, the higher level, what is
// older. Nothing that was done for either is done again.
#pragma once

#include <algorithm>
#include <tuple>

#include "runtime/run/memory.h"

namespace sop {

inline HeldState joined_state(const HeldState& a, const HeldState& b) {
  if (!a.known || !b.known) return a.known ? a : b;
  if (a.value != b.value) return a.value > b.value ? a : b;
  HeldState both = a.since <= b.since ? a : b;
  both.blocked = a.blocked || b.blocked;  // what fired for either waits to be armed again
  return both;
}

// A tag that two accounts held is one; one that somebody took away from either stays locked.
inline void join_tags(std::vector<StoredTag>& tags) {
  const auto key = [](const StoredTag& tag) { return std::tuple(tag.customer, tag.group, tag.tag); };
  std::ranges::stable_sort(tags, [&](const StoredTag& a, const StoredTag& b) {
    return std::tuple(key(a), !a.locked, b.until) < std::tuple(key(b), !b.locked, a.until);
  });
  for (std::size_t i = tags.size(); i-- > 1;)
    if (key(tags[i - 1]) == key(tags[i])) tags[i - 1].untold = tags[i - 1].untold && tags[i].untold;
  const auto same = [&](const StoredTag& a, const StoredTag& b) { return key(a) == key(b); };
  const auto rest = std::ranges::unique(tags, same);
  tags.erase(rest.begin(), rest.end());
}

}  // namespace sop
