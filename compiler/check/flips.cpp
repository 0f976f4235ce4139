#include "compiler/check/flips.h"

#include <algorithm>
#include <set>

#include "stdlib/time/duration.h"

namespace sop {
namespace {

class Flips {
 public:
  Flips(const Program& program, Journey& journey) : program_(program), journey_(journey) {}

  void from(InstId root) {
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen_.insert(id.value).second) continue;
      for (InstId arg : program_.args_of(id)) todo.push_back(arg);
      follow(program_.at(id), todo);
    }
  }

 private:
  void follow(const Inst& inst, std::vector<InstId>& todo) {
    const auto a = static_cast<std::size_t>(inst.a);
    switch (inst.kind) {
      case InstKind::fact: todo.push_back(program_.facts[a].root); return;
      case InstKind::context: journey_.reads_days = true; return;
      case InstKind::calendar: journey_.reads_days = true; return;
      case InstKind::call:
        if (inst.op == Op::subtract_datetime_duration || inst.op == Op::add_datetime_duration) span_of(inst);
        return;
      case InstKind::history:
        for (InputId stream : program_.histories[a].streams) hear(stream);
        journey_.reads_days = true;
        return;
      case InstKind::event_aggregate:
        hear(program_.aggregates[a].input);
        for (InstId part : parts_of(program_.aggregates[a])) todo.push_back(part);
        return;
      default: return;
    }
  }

  // `within 24 hours`: what an event does to the condition ends that long after it.
  void span_of(const Inst& inst) {
    const InstId length = program_.args[inst.args_begin + 1];
    if (program_.at(length).kind != InstKind::constant) return;
    const auto packed = program_.constants[static_cast<std::size_t>(program_.at(length).a)].whole;
    if (unpack_duration(packed).unit != DurationUnit::micros) return;
    if (std::find(journey_.spans.begin(), journey_.spans.end(), length) == journey_.spans.end())
      journey_.spans.push_back(length);
  }

  void hear(InputId stream) {
    if (std::find(journey_.streams.begin(), journey_.streams.end(), stream) == journey_.streams.end())
      journey_.streams.push_back(stream);
  }

  const Program& program_;
  Journey& journey_;
  std::set<std::int32_t> seen_;
};

}  // namespace

void find_flips(const Program& program, Journey& journey) {
  Flips flips(program, journey);
  for (const JourneyGoal& goal : journey.goals) flips.from(goal.condition);
  for (const InstId exit : journey.exits) flips.from(exit);
  std::sort(journey.streams.begin(), journey.streams.end());
}

}  // namespace sop
