// Calendars for the reference: it looks at one day after the other, with a reading of its own of what each rule says.
// Only the numbers of the lunar table are shared with the engine.
#pragma once

#include <optional>
#include <span>

#include "compiler/ir/program.h"
#include "runtime/reference/place.h"

namespace sop::reference {

// `hers`: her dates, one per rule of every_year_of_hers. Fails where a lunar date is needed that no table holds.
Outcome ask_calendar(std::span<const Recurrence> rules, CalendarAsk ask, Days date,
                     std::span<const std::optional<Days>> hers);

}  // namespace sop::reference
