#include "runtime/journeys/journey_flips.h"

#include "runtime/run/flip_spans.h"

namespace sop {
namespace {

void add_tags(const Program& program, InstId root, std::set<std::string>& tags) {
  std::set<std::int32_t> seen;
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!id.exists() || !seen.insert(id.value).second) continue;
    for (const InstId arg : program.args_of(id)) todo.push_back(arg);
    const Inst& inst = program.at(id);
    const auto a = static_cast<std::size_t>(inst.a);
    if (inst.kind == InstKind::has_tag) tags.insert(program.constants[a].text);
    if (inst.kind == InstKind::fact) todo.push_back(program.facts[a].root);
    if (inst.kind == InstKind::history) {
      todo.push_back(program.histories[a].value);
      todo.push_back(program.histories[a].release);
    }
    if (inst.kind == InstKind::event_aggregate)
      for (const InstId part : parts_of(program.aggregates[a])) todo.push_back(part);
  }
}

}  // namespace

JourneyFlips journey_flips(const Program& program, const Journey& journey) {
  std::vector<InstId> roots = journey.exits;
  for (const JourneyGoal& goal : journey.goals) roots.push_back(goal.condition);
  JourneyFlips out;
  out.spans = flip_spans(program, roots);
  for (const InstId root : roots) add_tags(program, root, out.tags);
  return out;
}

}  // namespace sop
