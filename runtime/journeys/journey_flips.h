// What besides events and midnights can make a journey's goals and exits flip (semantics D7): lengths of time after an
// event, tags, and tables that say something else than at the last run.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"
#include "stdlib/time/duration.h"

namespace sop {

struct JourneyFlips {
  std::vector<Duration> spans;  // after an event of the journey's streams
  std::set<std::string> tags;   // that its conditions read
  bool columns = false;         // they read what a table says, which is looked at anew by every run (semantics B1)
  bool entry = false;           // they read what she entered with: nobody can be asked without being loaded
};

// Its goals' conditions, then its exits'.
std::vector<InstId> goals_and_exits(const Journey& journey);

JourneyFlips journey_flips(const Program& program, const Journey& journey);

}  // namespace sop
