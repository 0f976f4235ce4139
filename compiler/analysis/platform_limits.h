// What the project's platform allows (`platform wecom 2026-01`, stdlib/platforms.def): tag groups, tags of a group,
// personal tags, counted over all files. A warning from nine tenths on (S4004), an error beyond (S4005), at the
// declaration that reaches it.
#pragma once

#include "compiler/analysis/subject.h"

namespace sop {

void check_platform_limits(const Subject& subject);

}  // namespace sop
