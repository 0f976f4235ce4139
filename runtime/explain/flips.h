// The smallest change of one fact that makes something else of a condition, a choice or a fact with memory: whatever is
// told has been tried on the whole of it, so that it is what would happen.
#pragma once

#include "runtime/explain/trials.h"

namespace sop {

struct Flip {
  Change change;  // tried
  Change told;    // the same in the words of the fact that has a name
  std::optional<KnownValue> becomes;
};

// A condition or a choice as it is.
FlipQuestion question_about(InstId root, const std::optional<KnownValue>& now);
// A fact with memory: what it would remember of this instant. None: nothing changes it any more.
std::optional<FlipQuestion> question_about(const DecidedRun& run, HistoryId history, std::uint32_t customer);

// None, and `stands` is false: nothing has to change for it, a run over the data of today finds other places.
std::optional<Flip> smallest_flip(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab,
                                  const Phrases& phrases, const FlipQuestion& question, bool& stands);

}  // namespace sop
