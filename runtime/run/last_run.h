// What the run before did: what a plan compares with, besides the memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sop {

struct LastRun {
  struct Actions {
    std::string verb, object, source;
    std::uint64_t count = 0;
  };
  std::vector<Actions> actions;
  // Per fact of the program that is a tier: each customer's level, or no_value; empty: not known.
  std::vector<std::vector<std::int32_t>> levels;
  std::vector<std::string> gone_segments;  // which the program no longer has
  std::uint64_t absent_customers = 0;      // known to the store, not in this dataset
};

}  // namespace sop
