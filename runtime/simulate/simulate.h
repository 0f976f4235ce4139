// A period lived through under a virtual clock: one run after the other on the same data, each with the memory of the
// one before, and what happened per journey and step. Nothing is read or written outside; the same inputs give the same
// simulation.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "runtime/run/run.h"

namespace sop {

// One journey, or one rule, at one of its steps.
struct StepTally {
  std::string source, step;
  std::uint64_t done = 0;                         // actions
  std::uint64_t waiting = 0;                      // people who stand there at the end
  std::map<std::string, std::uint64_t> not_done;  // decisions by outcome and reason: `capped: …`
};

struct JourneyTally {
  std::string name;
  std::uint64_t entered = 0, inside = 0, ended = 0, exited = 0;
  std::map<std::string, std::uint64_t> goals;  // by name
};

struct Simulation {
  std::size_t ticks = 0;
  std::vector<JourneyTally> journeys;              // in order of the program
  std::vector<StepTally> steps;                    // in order of the program
  std::map<std::uint64_t, std::uint64_t> per_day;  // contacts one customer had on one local day → customer days
  std::uint64_t most_per_week = 0;                 // contacts of one customer in 7 local days
  std::map<Days, std::uint64_t> contacts_on;       // local day → contacts
  std::map<std::string, std::map<int, std::uint64_t>> staff_load;  // person → local hour → work
  std::string without_table;  // a calendar of a year no table holds: the simulation stopped
};

struct Period {
  Micros from = 0, to = 0;  // both are ticks
  std::int64_t every = 0;   // a packed duration
};

// `before_tick` is told of each instant, for progress.
Simulation simulate(const Program& program, const Dataset& dataset, const Period& period, const RunOptions& options,
                    const RunContext& context, const std::function<void(Micros)>& before_tick);

}  // namespace sop
