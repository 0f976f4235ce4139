// The smallest change of one fact that makes something else of a condition, a choice or a fact with memory: candidates
// are tried one by one on the whole of it, so that what is told is what would happen.
#pragma once

#include <functional>

#include "runtime/explain/places_tried.h"

namespace sop {

struct Flip {
  Change change;
  std::optional<KnownValue> becomes;
};

// What is asked of the program under each change, and what follows from it.
struct FlipQuestion {
  std::vector<InstId> asked;
  std::optional<KnownValue> now;
  std::function<std::optional<KnownValue>(std::span<const std::optional<KnownValue>>)> outcome;
};

// A condition or a choice as it is.
FlipQuestion question_about(InstId root, const std::optional<KnownValue>& now);
// A fact with memory: what it would remember of this instant. None: nothing changes it any more.
std::optional<FlipQuestion> question_about(const DecidedRun& run, HistoryId history, std::uint32_t customer);

std::optional<Flip> smallest_flip(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab,
                                  const Phrases& phrases, const FlipQuestion& question);

}  // namespace sop
