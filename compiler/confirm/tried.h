// A customer to try: what her columns, her tags and her events are. What is no input of hers (a rank among all, a row
// picked from a table) is taken as given here.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "compiler/confirm/held.h"
#include "compiler/ir/program.h"
#include "stdlib/time/civil.h"

namespace sop::trial {

// Everything is counted from here, as the cuts are (compiler/analysis/cut.h).
inline constexpr Days usual_today = days_of({2026, 6, 17});
inline constexpr std::int64_t usual_time = micros_per_day / 2;

struct TriedRow {
  std::map<int, Held> columns;
  std::map<InstId, Held> looked_up;
  std::int64_t at = 0;  // of an event
};

struct Tried {
  Days today = usual_today;
  std::map<std::pair<std::int32_t, std::int32_t>, Held> columns;  // in the frame: input, column
  std::map<InstId, Held> free;                                    // whatever else is taken as given
  std::map<std::int32_t, std::vector<TriedRow>> events;           // per stream, in time order
  TriedRow row;                                                   // of a question about the rows of one input
  std::int64_t now() const { return today * micros_per_day + usual_time; }
};

}  // namespace sop::trial
