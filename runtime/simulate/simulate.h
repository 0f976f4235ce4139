// A period lived through under a virtual clock: one run after the other on the same data, each with the memory of the
// one before, and what happened within the period per journey and step. What came before the period moves people on
// their way and is not counted. Nothing is read or written outside; the same inputs give the same simulation.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/run/run.h"
#include "runtime/simulate/assumptions.h"

namespace sop {

// Outcome and reason, in the words of decisions.
using DecisionReason = std::pair<std::string, std::string>;
using DecidedCounts = std::map<DecisionReason, std::uint64_t>;

// One step of a journey.
struct StepCounts {
  std::uint64_t reached = 0;  // how often somebody came there
  std::uint64_t done = 0;     // actions
  std::uint64_t deferred = 0, replied = 0, timed_out = 0;
  std::uint64_t waiting = 0;                  // people who stand there at the end
  std::map<std::string, std::uint64_t> arms;  // events that ended a wait, shares; `then` and `otherwise` of a branch
  DecidedCounts deferred_because;             // hours, capped
  DecidedCounts not_done;
  DecidedCounts left;  // goal and exited, of those who stood there
};

constexpr std::int32_t from_entry = -2;  // as the first of a move
struct JourneyCounts {
  std::uint64_t before = 0;  // inside already when the period began
  std::uint64_t entered = 0, inside = 0, goal = 0, exited = 0, ended = 0;
  std::map<std::string, std::uint64_t> goals;        // by name
  std::map<std::string, std::uint64_t> goals_later;  // of these, reached when she was through or had left
  DecidedCounts not_entered;
  std::vector<StepCounts> steps;                                         // parallel to Journey::steps
  std::map<std::pair<std::int32_t, std::int32_t>, std::uint64_t> moves;  // from step to step; to no_step: its end
};

// One action of a rule.
struct RuleStepCounts {
  std::string source, step;
  std::uint64_t done = 0;
  DecidedCounts not_done;
};

// One thing that happened to one customer, for her timeline.
struct Happening {
  Micros at = 0;
  std::string source, step;
  std::string en, zh;  // a sentence
};

struct CustomerTimeline {
  std::string customer;  // masked where it is personal
  std::vector<Happening> happenings;
};

struct Simulation {
  std::size_t ticks = 0;
  std::vector<JourneyCounts> journeys;             // parallel to Program::journeys
  std::vector<RuleStepCounts> rules;               // in order of the program
  std::map<std::uint64_t, std::uint64_t> per_day;  // contacts one customer had on one local day → customer days
  std::uint64_t most_per_week = 0;                 // contacts of one customer in 7 local days
  std::map<Days, std::uint64_t> contacts_on;       // local day → contacts
  std::map<std::pair<Days, int>, std::uint64_t> contacts_at;       // local day and hour → contacts
  std::map<std::string, std::map<int, std::uint64_t>> staff_load;  // person → local hour → work
  std::map<std::string, std::uint64_t> assumed;                    // by assumption: events made up
  std::vector<CustomerTimeline> timelines;
  std::optional<Endless> endless;
  std::string without_table;  // a calendar of a year no table holds: the simulation stopped
  std::string fault;          // what an assumption asks for does not fit the data
};

struct Period {
  Micros from = 0, to = 0;  // both are ticks
  std::int64_t every = 0;   // a packed duration
};

struct SimulateOptions {
  Period period;
  std::vector<ResponseAssumption> assumptions;
  std::uint64_t seed = 1;
  std::size_t timelines = 0;  // how many customers' are kept
  // The data once more, with made-up events; only asked where there are assumptions. Or what is wrong.
  std::function<std::expected<Dataset, std::string>(const std::vector<AssumedEvent>&)> with_events;
  std::function<void(Micros)> before_tick;                // for progress
  std::function<void(std::size_t, std::size_t)> counted;  // customers looked at, of all
};

Simulation simulate(const Program& program, const Dataset& dataset, const SimulateOptions& how,
                    const RunOptions& options, const RunContext& context);

}  // namespace sop
