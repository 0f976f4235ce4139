// What a condition of a metric says of an event whose customer nobody knows (language.md 2.9): all that is hers is
// missing then. A claim of "always" or "never" in a metric holds for such events too, or it is not made.
#pragma once

#include <optional>

#include "compiler/ir/program.h"

namespace sop {

bool reads_customer(const Program& program, InstId condition);

// Nothing where it depends on the event.
std::optional<bool> holds_for_strangers(const Program& program, InstId condition);

}  // namespace sop
