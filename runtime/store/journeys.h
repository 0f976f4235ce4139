// Journeys in the state file: who is where, what waits, what the next run must know.
#pragma once

#include "runtime/store/store_parts.h"

namespace sop {

struct JourneyStore {
  Store::Parts& parts;
  const Program& program;
  const Dataset& dataset;

  void load(RunMemory& memory) const;
  void save(const RunMemory& before, const RunMemory& after) const;
};

}  // namespace sop
