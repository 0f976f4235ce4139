// Small random programs in which everything depends on time in some way, and a shop whose rows come, change and go from
// day to day: for runs that ask few.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/random/dice.h"

namespace sop::daily_tests {

struct DailyCase {
  std::string program;
  std::vector<std::string> instants;                       // of the runs, ascending
  std::vector<std::map<std::string, std::string>> tables;  // by run: name → CSV
};

DailyCase make_daily_case(std::uint64_t seed, int customers, int runs);

}  // namespace sop::daily_tests
