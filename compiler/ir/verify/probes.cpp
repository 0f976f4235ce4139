// A probe watches what can fail, under a guard of the same rows, inside an aggregate over just those rows.
#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

bool may_fail(const Program& program, const Inst& inst) {
  if (inst.kind == InstKind::calendar) return true;
  if (inst.kind == InstKind::call) return row_of(inst.op).may_fail;
  if (inst.kind == InstKind::population) return can_fail(program.populations[static_cast<std::size_t>(inst.a)].op);
  return is_aggregate(inst.kind) && can_fail(program.aggregates[static_cast<std::size_t>(inst.a)].op);
}

void check_probe(Report& report, const IssueProbe& probe, const std::string& name) {
  const Program& program = report.program();
  const Inst& inst = program.at(probe.inst);
  if (!may_fail(program, inst)) report.add(name + ": what it watches cannot fail");
  if (probe.guard.exists()) {
    if (!is_condition(program.at(probe.guard).type)) report.add(name + ": its guard is not a condition");
    if (program.at(probe.guard).domain != inst.domain) report.add(name + ": its guard is in another domain");
  }
  if (!probe.inside.exists()) {
    if (probe.after_where) report.add(name + ": `after_where` of no aggregate");
    return;
  }
  const InputId input = program.aggregates[probe.inside.index()].input;
  if (Domain::rows_of(input) != inst.domain && !(input == program.population && inst.domain.is_frame()))
    report.add(name + ": its aggregate is over other rows");
}

}  // namespace

void check_probes(Report& report) {
  for (std::size_t i = 0; i < report.program().probes.size(); ++i)
    check_probe(report, report.program().probes[i], fmt::format("probe {}", i));
}

}  // namespace sop::ir_verify
