#include "runtime/eval/step_times.h"

#include "runtime/eval/owners.h"
#include "runtime/eval/plan_needs.h"

namespace sop {

void StepTimes::add(const StepTimes& other) {
  for (std::size_t i = 0; i < insts_.size(); ++i) insts_[i].add(other.insts_[i]);
  for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i].add(other.streams_[i]);
}

void charge_owners(const Program& program, const StepTimes& times, Profile& profile) {
  const InPhase in(&profile, Phase::measuring);
  const Owners owners = owners_of(program);
  std::vector<Cost> costs(owners.all.size());
  for (std::size_t i = 0; i < times.insts().size(); ++i) {
    const Cost& cost = times.insts()[i];
    costs[owners.of_inst[i]].add({.nanos = cost.nanos, .rows = 0, .events = cost.events});
  }
  for (std::size_t f = 0; f < program.facts.size(); ++f)
    if (const InstId root = without_facts(program, program.facts[f].root); root.exists())
      costs[f].rows = times.insts()[root.index()].rows;
  for (std::size_t i = 0; i < costs.size(); ++i)
    if (i < program.facts.size() || costs[i].nanos > 0) profile.add(owners.all[i].kind, owners.all[i].name, costs[i]);
  for (std::size_t i = 0; i < times.streams().size(); ++i)
    if (times.streams()[i].nanos > 0) profile.add("stream", program.inputs[i].name, times.streams()[i]);
}

void charge_input(const Program& program, InputId input, const StepTimes& times, std::uint64_t rows, Profile& profile) {
  Cost cost{.nanos = 0, .rows = rows, .events = 0};
  for (const Cost& one : times.insts()) cost.nanos += one.nanos;
  profile.add("input", program.inputs[input.index()].name, cost);
}

}  // namespace sop
