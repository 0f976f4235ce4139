// The worst case of a program (semantics D12): the most contacts one customer can get in a day and in 7 days from each
// journey and rule, and from all of them within the caps that hold for everybody.
#pragma once

#include <optional>

#include "runtime/contacts/worst_case.h"
#include "runtime/cost/journey_pace.h"

namespace sop {

// `most`: nothing where only what happens to her bounds it.
struct MostContacts {
  std::optional<std::int64_t> most = 0;
  bool reached = true;  // some calendar has that many; else it is known not to be more
  struct At {
    std::int64_t day = 0;  // of the window, from 0
    std::int64_t time_us = 0;
    std::string step;
  };
  std::vector<At> calendar;  // reached: it
};

struct SourceCost {
  std::string name;
  bool is_journey = false;
  MostContacts in_a_day, in_a_week;
};

struct ProgramCost {
  std::vector<SourceCost> sources;  // journeys, then rules, in order of the program; those that contact nobody are out
  MostContacts in_a_day, in_a_week;
};

ProgramCost cost_of(const Program& program);

}  // namespace sop
