// Random values of every type, with a taste for edges: extremes, halves, ties, leap days, clock changes, odd texts.
#pragma once

#include "compiler/ir/program.h"
#include "dice.h"
#include "stdlib/time/zone.h"

namespace sop::random_tests {

constexpr Micros base_instant = 1'763'800'200'000'000;  // 2025-11-22T08:30Z: most of the data lies around it

Constant random_value(Dice& dice, const Program& program, Type type);
Micros random_instant(Dice& dice);
Days random_date(Dice& dice);
ZoneRules random_zone(Dice& dice);

}  // namespace sop::random_tests
