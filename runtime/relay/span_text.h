// Lengths of time as a relay's options write them: `30 seconds`, `5 minutes`, `2 hours`.
#pragma once

#include <optional>
#include <string_view>

#include "stdlib/time/zone.h"

namespace sop {

// Nothing where it is no such length, or none at all.
std::optional<Micros> span_of(std::string_view text);

}  // namespace sop
