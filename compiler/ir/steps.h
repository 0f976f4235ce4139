// How the steps of rules and journeys are called, in decisions, effects and reports; and which of them reach a
// customer.
#pragma once

#include <string>

#include "compiler/ir/program.h"

namespace sop {

// `send_coupon_reminder`: how a step is told apart across edits (semantics E2).
std::string step_identity(const Action& action);

// `stage.verb_object` of the step at this place; the verb of a wait.
std::string step_word(const Journey& journey, std::int32_t step);

// `send`, `invite` and declared actions on a channel reach the customer; the rest does not.
bool is_contact(const Action& action);

// `tag x at 09:00`: what changes something about her and reaches nobody is done at its hour, not before.
bool waits_for_its_hour(const Action& action);

}  // namespace sop
