// Windows that lie in one another: who has orders in the last 7 days has some in the last 30.
#pragma once

#include "compiler/analysis/cut.h"

namespace sop {

// Is every event that `narrow` is about surely one that `wide` is about?
bool lies_in(const Program& program, const Aggregate& narrow, const Aggregate& wide);

}  // namespace sop
