// What is on record of one customer's journeys: all her instances, also those that are over, and all that was done for
// her. Where people stay in the state file, only she is asked for.
#pragma once

#include "runtime/explain/explainer.h"

namespace sop {

// What became of something done for her, and when that was known.
struct DeedNews {
  std::string effect_id, outcome;
  Micros at = 0;

  bool operator==(const DeedNews&) const = default;
};

struct HerJourneys {
  std::vector<Instance> instances;     // by the instant at which she entered
  std::vector<Deed> deeds;             // by the instant at which they are due
  std::vector<DeedNews> news;          // of the relay and of the inputs that tell outcomes, by instant
  std::vector<DecisionRow> decisions;  // as far as they are known: those of this run
};

// The news that her deeds themselves hold.
void take_news_of_deeds(HerJourneys& hers);

HerJourneys her_journeys(const DecidedRun& run, std::uint32_t customer);

}  // namespace sop
