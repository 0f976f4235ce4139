// What the reference makes of a score's decay (semantics C3).
#pragma once

#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop::reference {

double half_life(Micros event, Micros now, Duration d);
double linear(Micros event, Micros now, Duration d);
double steps(const ZoneRules& zone, Micros event, Micros now, Duration d, double kept);

}  // namespace sop::reference
