// The rule that a compiled zone file ends with (RFC 9636, section 3.3.1: a POSIX TZ string such as
// "EST5EDT,M3.2.0,M11.1.0"): it holds after the last change the file lists, for ever.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "stdlib/time/zone.h"

namespace sop {

struct OffsetChange {
  Micros at;         // instant
  Micros offset_us;  // from then on
};

// Both changes of every year from `first_year` to `last_year`, ascending. Nothing: no daylight saving, or no such rule.
std::optional<std::vector<OffsetChange>> changes_by_rule(std::string_view rule, int first_year, int last_year);

}  // namespace sop
