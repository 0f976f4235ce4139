// Two texts as a unified diff, three lines of context: what `sopc fmt --diff` shows. Empty when they are equal.
#pragma once

#include <string>
#include <string_view>

namespace sop {

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after);

}  // namespace sop
