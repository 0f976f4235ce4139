#include "runtime/reference/reach.h"

namespace sop::reference {
namespace {

void visit(const Program& program, InstId id, Reach& reach) {
  if (!id.exists() || reach.insts[id.index()]) return;
  reach.insts[id.index()] = true;
  for (const InstId arg : program.args_of(id)) visit(program, arg, reach);
  const Inst& inst = program.at(id);
  const auto payload = static_cast<std::size_t>(inst.a);
  if (inst.kind == InstKind::fact) visit(program, program.facts[payload].root, reach);
  if (inst.kind != InstKind::event_aggregate && inst.kind != InstKind::customer_aggregate) return;
  reach.aggregates[payload] = true;
  const Aggregate& aggregate = program.aggregates[payload];
  for (const InstId part : {aggregate.value, aggregate.where, aggregate.from, aggregate.to})
    visit(program, part, reach);
}

}  // namespace

Reach reach_of(const Program& program, std::span<const InstId> roots) {
  Reach reach{std::vector<bool>(program.insts.size()), std::vector<bool>(program.aggregates.size())};
  for (const InstId root : roots) visit(program, root, reach);
  return reach;
}

std::vector<std::uint32_t> reached_probes(const Program& program, const Reach& reach) {
  std::vector<std::uint32_t> probes;
  for (std::uint32_t i = 0; i < program.probes.size(); ++i) {
    const IssueProbe& probe = program.probes[i];
    const bool inside = !probe.inside.exists() || reach.aggregates[probe.inside.index()];
    if (inside && reach.insts[probe.inst.index()]) probes.push_back(i);
  }
  return probes;
}

}  // namespace sop::reference
