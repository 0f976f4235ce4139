// The contract of the IR: every rule a Program must keep for evaluators and passes to trust it blindly. An empty answer
// means the program keeps them all. Run after every pass in tests and debug builds.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// One line per broken rule, in program order: `%12: argument %14 does not come before it`.
std::vector<std::string> verify(const Program& program);

}  // namespace sop
