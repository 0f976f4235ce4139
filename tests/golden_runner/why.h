// WHY customer [name] [zh]: what `sopc why` says at the last instant of AS_OF, after runs at the instants before it.
#pragma once

#include <string>
#include <string_view>

#include "tests/golden_runner/case.h"

namespace sop::golden {

std::string why(const Case& golden, std::string_view argument);

}  // namespace sop::golden
