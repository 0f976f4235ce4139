// What besides events and midnights can make a journey's goals and exits flip (semantics D7): lengths of time after an
// event, and tags.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

struct JourneyFlips {
  std::vector<Micros> spans;   // elapsed after an event of the journey's streams
  std::set<std::string> tags;  // that its conditions read
};

JourneyFlips journey_flips(const Program& program, const Journey& journey);

}  // namespace sop
