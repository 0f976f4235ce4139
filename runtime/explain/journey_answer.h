// What `why` says of one customer and one journey: each of her instances with its steps, and the occasions on which she
// did not enter; sentences beside the facts they are made from.
#pragma once

#include "runtime/explain/way.h"

namespace sop {

struct ToldStep {
  WayStep way;
  std::string name;          // the step's identity
  std::string reason;        // in words, without personal data
  bool is_personal = false;  // the reason as decisions say it would show some
  ExplainedStep said;
};

struct ToldInstance {
  Instance who;
  std::string key;  // masked where it is personal
  bool agrees = true;
  std::vector<ToldStep> steps;
  std::vector<ExplainedStep> next;
  ExplainedStep headline;
};

struct ToldEntry {
  EntryMoment moment;
  ExplainedStep said;
};

struct JourneyAnswer {
  std::vector<ToldInstance> instances;  // the latest first
  std::vector<ToldEntry> entries;       // every occasion, in time order
  std::vector<ExplainedStep> steps;     // all of it, to be read
};

// journey_steps.cpp
ToldStep told_step(OneCustomer& her, const Journey& journey, WayStep step, bool with_reasons);
// What an arm of a wait waits for.
std::string arm_phrase(OneCustomer& her, const StepArm& arm);

// journey_next.cpp: what comes next for one who is inside, and when.
std::vector<ExplainedStep> next_steps(OneCustomer& her, const Instance& who, const Way& way);

}  // namespace sop
