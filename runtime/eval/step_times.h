// What the steps of one evaluation took, instruction by instruction, where a Profile is there to be told. Each thread
// counts for itself. An event pass is charged to the aggregates it folds and to what they read; finding every
// customer's events and windows serves all of them, and is the stream's.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"
#include "compiler/source/profile.h"
#include "runtime/eval/plan.h"

namespace sop {

class StepTimes {
 public:
  StepTimes(const Program& program, Profile::Clock clock)
      : clock_(clock), insts_(program.insts.size()), streams_(program.inputs.size()), last_(clock()) {}

  // What comes next is timed from here.
  void start() { last_ = clock_(); }
  // The time since the last call is this instruction's, or this stream's.
  void charge(InstId inst) { insts_[inst.index()].nanos += lap(); }
  void charge(InputId stream) { streams_[stream.index()].nanos += lap(); }

  void add_rows(InstId inst, std::uint64_t rows) { insts_[inst.index()].rows += rows; }
  void add_events(InstId inst, std::uint64_t events) { insts_[inst.index()].events += events; }
  void add_events(InputId stream, std::uint64_t events) { streams_[stream.index()].events += events; }

  void add(const StepTimes& other);

  const std::vector<Cost>& insts() const { return insts_; }
  const std::vector<Cost>& streams() const { return streams_; }

 private:
  std::uint64_t lap() {
    const std::uint64_t now = clock_();
    const std::uint64_t passed = now - last_;
    last_ = now;
    return passed;
  }

  Profile::Clock clock_;
  std::vector<Cost> insts_, streams_;
  std::uint64_t last_;
};

// By the facts, rules and journeys of the program (owners.h); every fact is named, whether it was evaluated or not.
void charge_owners(const Program& program, const StepTimes& times, Profile& profile);
// Derived columns of an input, and a stream's `where`: all of it is the input's.
void charge_input(const Program& program, InputId input, const StepTimes& times, std::uint64_t rows, Profile& profile);

}  // namespace sop
