// RESULT: what `sopc run` gives, as CSV tables, the same under every configuration of the engine: vectorised with
// blocks of 4,096 and of 3 rows, on 1 and 2 threads, the row-at-a-time reference, the printed and re-read IR, and the
// program translated to Chinese. A configuration that differs is named instead.
#pragma once

#include <string>
#include <string_view>

#include "tests/golden_runner/case.h"

namespace sop::golden {

std::string result(const Case& golden, std::string_view argument);

}  // namespace sop::golden
