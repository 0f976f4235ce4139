// Contacts that were decided and wait in the outbox, asked again about `suppress` and `forbid` (semantics E7) on the
// newest data a run has seen: whoever has taken back her consent since then is not contacted.
#pragma once

#include <string>
#include <vector>

#include "runtime/eval/evaluator.h"
#include "runtime/run/alert_memory.h"

namespace sop {

struct WaitingContact {
  std::int64_t seq = 0;  // the store's number
  std::string customer, verb, object, channel, source;
};

struct Withheld {
  std::int64_t seq = 0;
  std::string outcome, reason;  // suppressed, forbidden
};

// Sends of paused templates, and contacts of paused journeys.
std::vector<Withheld> withheld_by_pauses(const std::vector<WaitingContact>& waiting,
                                         const std::vector<PausedThing>& paused);

// Has the program anything to ask them?
bool may_withhold(const Program& program);

// Customers who are not in this dataset are left alone: nothing new is known of them.
std::vector<Withheld> withheld(const Program& program, const Dataset& dataset,
                               const std::vector<WaitingContact>& waiting, Micros as_of, EvaluateFn evaluate,
                               const RunContext& context);

}  // namespace sop
