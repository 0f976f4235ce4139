#include "runtime/journeys/journey_flips.h"

#include <algorithm>
#include <cmath>

#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

bool counts_hours(Op op) { return op == Op::hours_since_datetime || op == Op::hours_between_datetime; }

class Reading {
 public:
  Reading(const Program& program, JourneyFlips& out) : program_(program), out_(out) {}

  void from(InstId root) {
    std::vector<InstId> todo{root};
    while (!todo.empty()) {
      const InstId id = todo.back();
      todo.pop_back();
      if (!id.exists() || !seen_.insert(id.value).second) continue;
      const Inst& inst = program_.at(id);
      for (const InstId arg : program_.args_of(id)) todo.push_back(arg);
      const auto a = static_cast<std::size_t>(inst.a);
      if (inst.kind == InstKind::fact) todo.push_back(program_.facts[a].root);
      if (inst.kind == InstKind::has_tag) out_.tags.insert(program_.constants[a].text);
      if (inst.kind == InstKind::call && counts_hours(inst.op)) hours_ = true;
      if (inst.kind == InstKind::constant && inst.type.is(TypeKind::integer))
        limits_.push_back(static_cast<double>(program_.constants[a].whole));
      if (inst.kind == InstKind::constant && inst.type.is(TypeKind::number))
        limits_.push_back(program_.constants[a].real);
      if (inst.kind == InstKind::history) {
        todo.push_back(program_.histories[a].value);
        todo.push_back(program_.histories[a].release);
      }
      if (inst.kind == InstKind::event_aggregate)
        for (const InstId part : parts_of(program_.aggregates[a])) todo.push_back(part);
    }
  }

  // Hours are compared with some number of the conditions: asking once too often does no harm. `> 36` flips right after.
  void add_hours() {
    if (!hours_) return;
    for (const double limit : limits_) {
      if (!(limit > 0 && limit < 1e6)) continue;
      const auto span = static_cast<Micros>(std::llround(limit * static_cast<double>(micros_per_hour)));
      out_.spans.push_back(span);
      out_.spans.push_back(span + 1);
    }
  }

 private:
  const Program& program_;
  JourneyFlips& out_;
  std::set<std::int32_t> seen_;
  std::vector<double> limits_;
  bool hours_ = false;
};

}  // namespace

JourneyFlips journey_flips(const Program& program, const Journey& journey) {
  JourneyFlips out;
  for (const InstId span : journey.spans)
    out.spans.push_back(
        unpack_duration(program.constants[static_cast<std::size_t>(program.at(span).a)].whole).count);
  Reading reading(program, out);
  for (const JourneyGoal& goal : journey.goals) reading.from(goal.condition);
  for (const InstId exit : journey.exits) reading.from(exit);
  reading.add_hours();
  std::ranges::sort(out.spans);
  out.spans.erase(std::ranges::unique(out.spans).begin(), out.spans.end());
  return out;
}

}  // namespace sop
