// Which step of a journey is which one of its other version: the longest common order of steps of one kind and
// identity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diff/program_diff.h"
#include "compiler/ir/journey.h"

namespace sop {

struct StepPairs {
  std::vector<std::int32_t> old_of, now_of;  // per step of the new, of the old version; -1: none
};

StepPairs pair_steps(const Journey& old, const Journey& now);

// A step as it is written, up to its block.
std::string step_text(const DiffedProgram& version, const JourneyStep& step);

// With the heads of its arms: `split "x": 50% a, 50% b`.
std::string step_with_arms(const DiffedProgram& version, const JourneyStep& step);

}  // namespace sop
