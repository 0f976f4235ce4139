// When can the goals and exits of a journey change their truth: at which events, at midnights, how long after an event.
#pragma once

#include "compiler/ir/program.h"

namespace sop {

void find_flips(const Program& program, Journey& journey);

}  // namespace sop
