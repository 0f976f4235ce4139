// An event that a journey waits for and that its goal, or an exit, is about too: goals and exits are asked first
// (semantics D7), so the journey has ended before the wait hears of it.
#pragma once

#include "compiler/ir/program.h"

namespace sop {

// The condition of the goal or exit by which every such event ends the journey; none: that is not plain to see.
InstId ends_before(const Program& program, const Journey& journey, const StepArm& awaited);

}  // namespace sop
