// What alerts have paused (language.md 2.9): a paused template is not sent, nobody enters a paused journey, and what
// its steps would do is skipped, until a person releases it.
#pragma once

#include <optional>
#include <string>

#include "runtime/run/run.h"

namespace sop {

const std::vector<PausedThing>& paused_things(const RunOptions& options);

// Why nothing of this journey or template is done: "paused by churn"; empty: it is not paused.
std::string pause_of(const RunOptions& options, bool is_journey, std::string_view name);

// The program under pauses of templates: nobody may be sent them. Nothing where none is paused.
std::optional<Program> with_pauses(const Program& program, const RunOptions& options);

}  // namespace sop
