// The instants that the links of chains have reached: written by one event pass, read by a later one.
#pragma once

#include <map>
#include <vector>

#include "compiler/ir/program.h"
#include "stdlib/time/zone.h"

namespace sop {

// Per frame row of the block the instants of the rows that end a chain at this link, ascending.
struct ReachedInstants {
  std::vector<std::uint32_t> begin;  // one more than rows so far
  std::vector<Micros> instants;

  void clear() {
    begin.assign(1, 0);
    instants.clear();
  }
};

using Chains = std::map<AggregateId, ReachedInstants>;

}  // namespace sop
