#include "runtime/eval/plan_needs.h"

#include <algorithm>

namespace sop {
namespace {

using ProbesOf = std::multimap<InstId, std::uint32_t>;

ProbesOf probes_by_inst(const Program& program) {
  ProbesOf probes;
  for (std::uint32_t i = 0; i < program.probes.size(); ++i)
    probes.emplace(without_facts(program, program.probes[i].inst), i);
  return probes;
}

// Does this probe watch rows of the frame? Those of a customer aggregate do when that aggregate is evaluated here.
bool watches_frame(const IssueProbe& probe, std::span<const AggregateId> inside) {
  return !probe.inside.exists() || std::ranges::find(inside, probe.inside) != inside.end();
}

// The instructions that follow a local one, sorted into local and outer.
void add_local_operands(const Program& program, InstId inst, InputId input, bool has_frame, std::vector<InstId>& open,
                        LocalNeeds& needs) {
  if (is_local(program, inst, input, has_frame))
    std::ranges::copy(program.args_of(inst), std::back_inserter(open));
  else
    needs.outer.insert(read_by_outer(program, inst));
}

// What the roots read, through facts and event aggregates, but not through the guards of probes: a guard says where an
// issue counts and raises none itself.
class Reached {
 public:
  Reached(const Program& program, std::span<const InstId> roots) : program_(program), seen_(program.insts.size()) {
    std::vector<InstId> open(roots.begin(), roots.end());
    while (!open.empty()) {
      const InstId id = open.back();
      open.pop_back();
      if (!id.exists() || seen_[id.index()]) continue;
      seen_[id.index()] = true;
      add_operands(id, open);
    }
  }
  bool has(InstId id) const { return seen_[id.index()]; }

 private:
  void add_operands(InstId id, std::vector<InstId>& open) const {
    std::ranges::copy(program_.args_of(id), std::back_inserter(open));
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::fact) open.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (!is_passed(inst.kind)) return;
    const Aggregate& aggregate = program_.aggregates[static_cast<std::size_t>(inst.a)];
    std::ranges::copy(parts_of(aggregate), std::back_inserter(open));
  }

  const Program& program_;
  std::vector<bool> seen_;
};

LocalNeeds local_needs(const Program& program, InputId input, AggregateId aggregate, std::span<const InstId> roots,
                       bool has_frame, const ProbesOf& probes_of, const Reached& reached) {
  LocalNeeds needs;
  std::vector<InstId> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const InstId inst = open.back();
    open.pop_back();
    if (!needs.insts.insert(inst).second) continue;
    add_local_operands(program, inst, input, has_frame, open, needs);
    for (auto [at, end] = probes_of.equal_range(inst); at != end; ++at) {
      const IssueProbe& probe = program.probes[at->second];
      if (probe.inside != aggregate || !reached.has(probe.inst)) continue;
      needs.probes.insert(at->second);
      if (probe.guard.exists()) open.push_back(probe.guard);
    }
  }
  return needs;
}

std::vector<InstId> roots_of(const Aggregate& aggregate) {
  std::vector<InstId> roots;
  if (aggregate.value.exists()) roots.push_back(aggregate.value);
  if (aggregate.where.exists()) roots.push_back(aggregate.where);
  if (aggregate.latest_by.exists()) roots.push_back(aggregate.latest_by);
  return roots;
}

}  // namespace

InstId without_facts(const Program& program, InstId inst) {
  while (inst.exists()) {
    const Inst& at = program.at(inst);
    if (at.kind == InstKind::fact)
      inst = program.facts[static_cast<std::size_t>(at.a)].root;
    else if (at.kind == InstKind::outer)
      inst = program.args_of(inst)[0];
    else
      break;
  }
  return inst;
}

bool is_local(const Program& program, InstId id, InputId input, bool has_frame) {
  const Inst& inst = program.at(id);
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing: return true;
    case InstKind::column: return inst.a == input.value;
    case InstKind::lookup:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::calendar:
    case InstKind::is_true: return inst.args_count > 0 && (!has_frame || inst.domain == Domain::rows_of(input));
    case InstKind::fact:
    case InstKind::outer:
    case InstKind::context:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row:
    case InstKind::history:
    case InstKind::population:
    case InstKind::has_tag: return false;
  }
  return false;
}

bool is_passed(InstKind kind) { return kind == InstKind::event_aggregate || kind == InstKind::pick_row; }

InstId read_by_outer(const Program& program, InstId inst) {
  if (program.at(inst).kind == InstKind::outer) inst = program.args_of(inst)[0];
  return without_facts(program, inst);
}

std::vector<InstId> frame_operands(const Program& program, InstId id, const Needs& needs) {
  const Inst& inst = program.at(id);
  std::vector<InstId> operands;
  for (const InstId arg : program.args_of(id)) operands.push_back(without_facts(program, arg));
  if (is_passed(inst.kind)) {
    const AggregateId aggregate_id(inst.a);
    const Aggregate& aggregate = program.aggregates[aggregate_id.index()];
    for (const InstId bound : {aggregate.from, aggregate.to, aggregate.after})
      if (bound.exists()) operands.push_back(without_facts(program, bound));
    std::ranges::copy(needs.events.at(aggregate_id).outer, std::back_inserter(operands));
  }
  return operands;
}

LocalNeeds row_needs(const Program& program, InputId input, std::span<const InstId> roots) {
  return local_needs(program, input, AggregateId{}, roots, false, probes_by_inst(program), Reached(program, roots));
}

Needs frame_needs(const Program& program, std::span<const InstId> roots, std::span<const AggregateId> inside) {
  Needs needs;
  const ProbesOf probes_of = probes_by_inst(program);
  const Reached reached(program, roots);
  std::vector<InstId> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const InstId id = without_facts(program, open.back());
    open.pop_back();
    if (!needs.frame.insert(id).second) continue;
    if (!reached.has(id)) needs.of_guards.insert(id);
    const Inst& inst = program.at(id);
    if (const AggregateId a(inst.a); is_passed(inst.kind) && !needs.events.contains(a)) {
      const Aggregate& aggregate = program.aggregates[a.index()];
      needs.events[a] = local_needs(program, aggregate.input, a, roots_of(aggregate), true, probes_of, reached);
    }
    std::ranges::copy(frame_operands(program, id, needs), std::back_inserter(open));
    for (auto [at, end] = probes_of.equal_range(id); at != end; ++at) {
      const IssueProbe& probe = program.probes[at->second];
      if (!watches_frame(probe, inside) || !reached.has(probe.inst)) continue;
      needs.probes.insert(at->second);
      if (probe.guard.exists()) open.push_back(probe.guard);
      if (!probe.after_where || !probe.inside.exists()) continue;
      if (const InstId where = program.aggregates[probe.inside.index()].where; where.exists()) open.push_back(where);
    }
  }
  return needs;
}

}  // namespace sop
