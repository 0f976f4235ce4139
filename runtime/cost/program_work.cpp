#include "runtime/cost/program_work.h"

#include <algorithm>

namespace sop {
namespace {

// Equal conditions are one instruction (compiler/ir/builder.h), so counting instructions counts different ones.
bool is_atom(const Inst& inst) {
  switch (inst.kind) {
    case InstKind::call: return is_condition(inst.type);
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::has_tag: return true;
    default: return false;
  }
}

}  // namespace

ProgramWork work_of(const Program& program) {
  ProgramWork work;
  std::vector<std::size_t> aggregates(program.inputs.size(), 0);
  for (const Inst& inst : program.insts) {
    if (is_atom(inst)) ++work.atoms;
    if (inst.kind == InstKind::event_aggregate)
      ++aggregates[program.aggregates[static_cast<std::size_t>(inst.a)].input.index()];
  }
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    InputWork one{program.inputs[i].name, 0, 0, aggregates[i]};
    for (const Column& column : program.inputs[i].columns) {
      if (column.file_name.empty()) continue;  // made here
      ++one.columns;
      if (column.used) ++one.columns_read;
    }
    const bool is_from_outside = !program.inputs[i].recorded;  // what runs record is in their memory
    if (one.aggregates == 0 && (one.columns_read == 0 || !is_from_outside)) continue;
    work.columns_read += one.columns_read;
    work.aggregates += one.aggregates;
    work.passes += one.aggregates > 0 ? 1 : 0;
    work.inputs.push_back(std::move(one));
  }
  return work;
}

}  // namespace sop
