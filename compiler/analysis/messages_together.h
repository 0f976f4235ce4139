// Seven messages on one Tuesday (S3028): rules and journeys that start together - by the clock, by one event, by the
// same condition - and send a customer more within a cap's window than it lets through, each of them no more than it. A
// finding has a customer who fulfils all that they ask.
#pragma once

#include "compiler/analysis/over_messaging.h"
#include "compiler/analysis/reasoning.h"

namespace sop {

void check_messages_together(Reasoning& reasoning, const AloneOver& alone);

}  // namespace sop
