// What becomes of a program's tags on real tables: which of them fit nobody, and which always come together (a tag is a
// tool, not a basket). Asked at one instant, of derived tags also at the turns of the weeks before it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/run/run.h"

namespace sop {

// How many weeks back a tag is looked for before it is said to fit nobody.
constexpr int weeks_looked_back = 12;
// Two tags go together where at least so many customers have one of them, and so many of 100 of those have both.
constexpr std::uint64_t fewest_compared = 20;
constexpr std::uint64_t percent_together = 90;

struct UnheldTag {
  std::string name;
  bool stored = false;  // rules set it: looked at on the one day only
};

struct TagPair {
  std::string one, other;
  std::uint64_t have_one = 0, have_other = 0, have_both = 0;
};

struct TagUse {
  Micros as_of = 0;
  std::uint64_t customers = 0;  // who exist then
  std::vector<UnheldTag> unheld;
  std::vector<TagPair> together;  // of tags that may stand side by side
};

// Runs the program on the dataset, which gets what the run finds out.
TagUse tag_use(const Program& program, Dataset& dataset, Micros as_of, const RunContext& context);

}  // namespace sop
