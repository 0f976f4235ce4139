// What might have stood at a place, in words: "`=`, `<` or a value". Five are named, the rest are counted.
#pragma once

#include <string>
#include <vector>

#include "grammar/parts/expected.h"

namespace sop {

std::string expectation(const std::vector<grammar::Expected>& all, bool zh);

}  // namespace sop
