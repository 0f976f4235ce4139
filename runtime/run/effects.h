// Identity and times of what is done (semantics E2, E5).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "compiler/ir/program.h"
#include "runtime/run/run.h"

namespace sop {

// 32 hexadecimal digits over the parts; no attempt number, program version or text in it.
std::string effect_id(std::initializer_list<std::string_view> parts);

struct EffectTimes {
  Micros due_at = no_instant;
  Micros expires_at = no_instant;
};

// `at 15:00`: the first such time at or after `now`; `due d`: d after now. Expires at `expires d` after that, or at
// 24:00 of the day after the local day it is due.
EffectTimes effect_times(const Program& program, const Action& action, Micros now, const ZoneRules& zone);

// When an action that is due at this instant expires.
Micros expiry_when_due(const Program& program, const Action& action, Micros due, const ZoneRules& zone);

// `instant` moved by a duration constant: hours and shorter elapse, days and longer keep the local clock.
Micros moved(Micros instant, std::int64_t packed_duration, const ZoneRules& zone);

}  // namespace sop
