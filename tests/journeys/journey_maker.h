// Small random journeys over three streams, with rules beside them and some of everything that can hold a contact back:
// programs as text, and histories of a few customers as CSV. Instants are coarse, so that much happens at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/random/dice.h"

namespace sop::journey_tests {

struct JourneyCase {
  std::string program;
  std::map<std::string, std::string> tables;
  std::vector<std::string> instants;  // at which something happens: ticks like to fall on them
};

// Everything happens from the 2nd of November on for this many days.
constexpr int days = 16;

// A program, and as many customers with a history each.
JourneyCase make_journey_case(std::uint64_t seed, int histories);

}  // namespace sop::journey_tests
