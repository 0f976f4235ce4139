// An instruction and its arguments have a value for the same rows; `outer` alone steps from a row to the row decided.
// A constant has one value for all rows of every domain and may be read from any.
#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

bool is_constant(const Inst& inst) { return inst.kind == InstKind::constant || inst.kind == InstKind::missing; }

void check_args(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  if (inst.kind == InstKind::outer) {
    report.require(!inst.domain.is_frame(), id, "`outer` in the frame");
    report.require(program.at(program.args_of(id)[0]).domain.is_frame(), id, "`outer` of what is not in the frame");
    return;
  }
  for (const InstId arg : program.args_of(id))
    report.require(program.at(arg).domain == inst.domain || is_constant(program.at(arg)), id,
                   fmt::format("%{} is in another domain", arg.value));
}

void check_domain(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  if (!inst.domain.is_frame())
    return report.require(inst.a == inst.domain.input, id, "a column of another input's rows");
  const bool stream = program.inputs[static_cast<std::size_t>(inst.a)].kind == InputKind::stream;
  report.require(stream || inst.a == program.population.value, id,
                 "only the population and the event have a row in the frame");
}

}  // namespace

void check_domains(Report& report) {
  for (std::size_t i = 0; i < report.program().insts.size(); ++i) {
    const Inst& inst = report.program().insts[i];
    check_args(report, InstId{i});
    if (inst.kind == InstKind::column) check_domain(report, InstId{i});
  }
}

}  // namespace sop::ir_verify
