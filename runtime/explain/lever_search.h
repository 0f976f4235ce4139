// Along one value of hers: the nearest values on both sides at which the answer is another.
#pragma once

#include "runtime/explain/trials.h"

namespace sop {

// At most one on each side. Each has been tried.
std::vector<Change> nearest_flips(Trials& trials, const Lever& lever, const ZoneRules& zone, Micros as_of);

// No longer than what somebody would write.
bool is_as_written(double value);

}  // namespace sop
