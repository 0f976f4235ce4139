// How many of something fit into a moving window of time: caps and quotas alike (semantics D9). Days, weeks and months
// are calendar days, the window's last day included; hours and shorter are elapsed. Something new may not overfill any
// window it lies in: neither the one that ends with it nor, where what comes later is decided already, a later one.
#pragma once

#include <optional>
#include <span>

#include "stdlib/time/duration.h"
#include "stdlib/time/zone.h"

namespace sop {

// The first instant that a window ending at `at` counts.
Micros window_begin(Duration window, Micros at, const ZoneRules& zone);
// The first instant at which a window no longer counts what was at `at`.
Micros window_leaves(Duration window, Micros at, const ZoneRules& zone);

// Is there room for one more at `at` beside `used` (ascending)?
bool has_room(Duration window, std::int64_t count, std::span<const Micros> used, Micros at, const ZoneRules& zone);
// The first instant in [from, last] with room.
std::optional<Micros> next_room(Duration window, std::int64_t count, std::span<const Micros> used, Micros from,
                                Micros last, const ZoneRules& zone);

}  // namespace sop
