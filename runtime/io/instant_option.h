// `--as-of`: an instant, in the project's zone unless it carries an offset. A bare date is refused (semantics A10).
#pragma once

#include <optional>
#include <string>

#include "stdlib/time/zone.h"

namespace sop {

std::optional<Micros> parse_instant(const std::string& text, const ZoneRules* zone);

}  // namespace sop
