// The declarations for real files, as a .sop text that checks clean and under which no row of theirs is lost: which
// file is the population, which are events of it, which are looked up. A guess that an author may overrule, so it says
// why.
#pragma once

#include <string>
#include <vector>

#include "runtime/io/infer.h"

namespace sop::cli {

std::string declarations_of(const std::vector<InferredInput>& inputs, const std::string& timezone, bool zh);

}  // namespace sop::cli
