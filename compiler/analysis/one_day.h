// A rule on state that asks for one day only (`days_since(x) = 27`): whoever is due on a day without a run is missed
// (S4007). Rules with a clock or an event make up for missed days by themselves.
#pragma once

#include "compiler/analysis/subject.h"

namespace sop {

void check_one_day(const Subject& subject);

}  // namespace sop
