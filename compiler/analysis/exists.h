// Can there be a customer with all these values? Values of columns are free of each other; what is computed from
// others, several facts of one stream, or a date both as such and from today, may contradict each other in ways that
// are not looked into.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/analysis/solve.h"

namespace sop {

bool surely_exists(const Translator& translator, const std::vector<Known>& customer);

// A text for which these tests (`contains`, …) come out so, if one is easily found.
std::optional<std::string> text_passing(const Program& program, const std::vector<std::pair<InstId, bool>>& tests);

}  // namespace sop
