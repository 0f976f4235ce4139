#include "runtime/reference/reach.h"

namespace sop::reference {
namespace {

void visit(const Program& program, InstId id, bool into_population, Reach& reach) {
  if (!id.exists() || reach.insts[id.index()]) return;
  reach.insts[id.index()] = true;
  for (const InstId arg : program.args_of(id)) visit(program, arg, into_population, reach);
  const Inst& inst = program.at(id);
  const auto payload = static_cast<std::size_t>(inst.a);
  if (inst.kind == InstKind::fact) visit(program, program.facts[payload].root, into_population, reach);
  if (inst.kind != InstKind::event_aggregate && inst.kind != InstKind::customer_aggregate &&
      inst.kind != InstKind::pick_row)
    return;
  reach.aggregates[payload] = true;
  if (inst.kind == InstKind::customer_aggregate && !into_population) return;
  const Aggregate& aggregate = program.aggregates[payload];
  for (const InstId part : parts_of(aggregate)) visit(program, part, into_population, reach);
}

Reach reach(const Program& program, std::span<const InstId> roots, bool into_population) {
  Reach result{std::vector<bool>(program.insts.size()), std::vector<bool>(program.aggregates.size())};
  for (const InstId root : roots) visit(program, root, into_population, result);
  return result;
}

bool reaches(const Reach& reach, const IssueProbe& probe) {
  return reach.insts[probe.inst.index()] && (!probe.inside.exists() || reach.aggregates[probe.inside.index()]);
}

bool of_population(const Program& program, const IssueProbe& probe) {
  return probe.inside.exists() && program.aggregates[probe.inside.index()].input == program.population;
}

}  // namespace

Reach reach_of(const Program& program, std::span<const InstId> roots) { return reach(program, roots, true); }
Reach frame_reach_of(const Program& program, std::span<const InstId> roots) { return reach(program, roots, false); }

ReachedProbes reached_probes(const Program& program, std::span<const InstId> roots) {
  const Reach everywhere = reach_of(program, roots), frame = frame_reach_of(program, roots);
  ReachedProbes probes;
  for (std::uint32_t i = 0; i < program.probes.size(); ++i) {
    const IssueProbe& probe = program.probes[i];
    if (!reaches(everywhere, probe)) continue;
    const bool in_frame = reaches(frame, probe) && !of_population(program, probe);
    (in_frame ? probes.frame : probes.population).push_back(i);
  }
  return probes;
}

}  // namespace sop::reference
