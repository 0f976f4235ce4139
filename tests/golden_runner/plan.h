// PLAN [zh] [json]: the plan at the last instant of AS_OF, after runs at the instants before it, with a state file. The
// sections BEFORE hold the program of those runs where it was another one.
#pragma once

#include <string>
#include <string_view>

#include "tests/golden_runner/case.h"

namespace sop::golden {

std::string plan(const Case& golden, std::string_view argument);

}  // namespace sop::golden
