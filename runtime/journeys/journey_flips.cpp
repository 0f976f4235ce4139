#include "runtime/journeys/journey_flips.h"

#include "runtime/run/flip_spans.h"

namespace sop {
namespace {

bool is_of_a_table(const Program& program, const Inst& inst) {
  if (inst.kind == InstKind::customer_aggregate || inst.kind == InstKind::population) return true;
  if (inst.kind == InstKind::lookup) return inst.domain.is_frame();
  return inst.kind == InstKind::column && inst.domain.is_frame() &&
         program.inputs[static_cast<std::size_t>(inst.a)].kind != InputKind::stream;
}

void add_read(const Program& program, InstId root, JourneyFlips& out) {
  std::set<std::int32_t> seen;
  std::vector<InstId> todo{root};
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!id.exists() || !seen.insert(id.value).second) continue;
    for (const InstId arg : program.args_of(id)) todo.push_back(arg);
    const Inst& inst = program.at(id);
    const auto a = static_cast<std::size_t>(inst.a);
    if (inst.kind == InstKind::has_tag) out.tags.insert(program.constants[a].text);
    out.columns = out.columns || is_of_a_table(program, inst);
    out.entry = out.entry || inst.kind == InstKind::kept;
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

std::vector<InstId> goals_and_exits(const Journey& journey) {
  std::vector<InstId> out;
  for (const JourneyGoal& goal : journey.goals) out.push_back(goal.condition);
  out.insert(out.end(), journey.exits.begin(), journey.exits.end());
  return out;
}

JourneyFlips journey_flips(const Program& program, const Journey& journey) {
  const std::vector<InstId> roots = goals_and_exits(journey);
  JourneyFlips out;
  out.spans = flip_spans(program, roots);
  for (const InstId root : roots) add_read(program, root, out);
  return out;
}

}  // namespace sop
