// Population functions: what they take, what they give, and that each distribution belongs to one instruction.
#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

bool has_order(const Program& program, Type type) {
  if (type.is(TypeKind::enumeration)) return program.enumerations[type.enumeration.index()].ordered;
  return !type.is(TypeKind::boolean) && !type.is(TypeKind::id);
}

bool adds_up(Type type) { return type.is(TypeKind::integer) || type.is(TypeKind::number) || type.is(TypeKind::money); }

TypeKind result_kind(PopulationOp op, TypeKind value) {
  switch (op) {
    case PopulationOp::rank:
    case PopulationOp::ntile: return TypeKind::integer;
    case PopulationOp::percentile:
    case PopulationOp::share_of_total: return TypeKind::number;
    case PopulationOp::quantile: return value;
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: return TypeKind::boolean;
  }
  return value;
}

void check_population(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const Population& form = program.populations[static_cast<std::size_t>(inst.a)];
  const auto args = program.args_of(id);
  report.require(args[0] == form.x, id, "it is asked for another value than its distribution's");
  report.require(args.size() == (form.among.exists() ? 2 : 1) && (args.size() == 1 || args[1] == form.among), id,
                 "its distribution counts others");
  if (form.among.exists()) report.require(is_condition(program.at(form.among).type), id, "`among` is not a condition");
  const Type value = program.at(form.x).type;
  const bool sums = can_fail(form.op);
  report.require(sums ? adds_up(value) : has_order(program, value), id, "its values have no order or no sum");
  report.require(inst.type.kind == result_kind(form.op, value.kind), id, "it gives another type");
  if (inst.type.is(TypeKind::boolean)) report.require(!inst.type.nullable, id, "it is never missing");
  if (form.op == PopulationOp::quantile) {
    report.require(inst.type.enumeration == value.enumeration, id, "it gives another enumeration");
    report.require(inst.type.nullable, id, "nobody may be counted");
  }
  report.require(form.n >= (form.op == PopulationOp::ntile ? 1 : 0), id, "it asks for fewer than none");
  report.require(form.decimals >= 0 && form.decimals <= 18, id, "its share has too many decimals");
  std::int64_t one = 1;
  for (std::int64_t i = 0; i < form.decimals && i < 18; ++i) one *= 10;
  report.require(form.mantissa >= 0 && form.mantissa <= one, id, "its share is out of range");
  report.require(inst.domain.is_frame(), id, "it is asked outside the frame");
}

}  // namespace

void check_populations(Report& report) {
  const Program& program = report.program();
  std::int32_t last = -1;
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    if (program.insts[i].kind != InstKind::population) continue;
    check_population(report, InstId{i});
    report.require(program.insts[i].a > last, InstId{i}, "distributions do not come in the order of their use");
    last = program.insts[i].a;
  }
}

}  // namespace sop::ir_verify
