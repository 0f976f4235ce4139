#include "builder.h"

namespace sop::random_tests {
namespace {

Type aggregate_type(const Program& program, const Aggregate& aggregate) {
  const Type whole{TypeKind::integer, false, {}};
  const Type value = aggregate.value.exists() ? program.at(aggregate.value).type : Type{TypeKind::datetime, true, {}};
  switch (aggregate.op) {
    case AggregateOp::count:
    case AggregateOp::distinct:
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return whole;
    case AggregateOp::any:
    case AggregateOp::none: return condition_type;
    case AggregateOp::avg:
    case AggregateOp::median:
      return value.is(TypeKind::integer) ? Type{TypeKind::number, true, {}} : value.with_nullable(true);
    case AggregateOp::sum:
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::mode:
    case AggregateOp::first:
    case AggregateOp::last: return value.with_nullable(true);
  }
  return whole;
}

}  // namespace

InstId append(Program& program, Inst inst, std::span<const InstId> args) {
  inst.args_begin = static_cast<std::uint32_t>(program.args.size());
  inst.args_count = static_cast<std::uint32_t>(args.size());
  program.args.insert(program.args.end(), args.begin(), args.end());
  program.insts.push_back(inst);
  program.inst_spans.emplace_back();
  return InstId{program.insts.size() - 1};
}

InstId append(Program& program, InstKind kind, Type type, Domain domain, std::initializer_list<InstId> args) {
  return append(program, {.kind = kind, .type = type, .domain = domain}, std::span(args.begin(), args.size()));
}

InstId append_constant(Program& program, Constant value, Domain domain) {
  const Type type = value.type;
  program.constants.push_back(std::move(value));
  const auto id = static_cast<std::int32_t>(program.constants.size() - 1);
  return append(program, {.kind = InstKind::constant, .type = type, .domain = domain, .a = id});
}

InstId append_column(Program& program, InputId input, int column, Domain domain) {
  const Type type = program.inputs[input.index()].columns[static_cast<std::size_t>(column)].type;
  return append(program, {.kind = InstKind::column, .type = type, .domain = domain, .a = input.value, .b = column});
}

InstId append_lookup(Program& program, InputId input, int column, Domain domain, std::span<const InstId> key) {
  const Type type = program.inputs[input.index()].columns[static_cast<std::size_t>(column)].type.with_nullable(true);
  return append(program, {.kind = InstKind::lookup, .type = type, .domain = domain, .a = input.value, .b = column},
                key);
}

InstId append_call(Program& program, Op op, Domain domain, std::span<const InstId> args) {
  const OverloadRow& row = row_of(op);
  bool nullable = false;  // failing is no matter of the type
  for (const InstId arg : args) nullable |= program.at(arg).type.nullable;
  const Type type{row.result, nullable && row.result != TypeKind::boolean, {}};
  return append(program, {.kind = InstKind::call, .type = type, .domain = domain, .op = op}, args);
}

InstId append_population(Program& program, Population form) {
  const Type x = program.at(form.x).type;
  Type type{TypeKind::integer, form.among.exists() || (form.missing_out && x.nullable), {}};
  switch (form.op) {
    case PopulationOp::rank:
    case PopulationOp::ntile: break;
    case PopulationOp::percentile: type.kind = TypeKind::number; break;
    case PopulationOp::share_of_total: type = {TypeKind::number, true, {}}; break;
    case PopulationOp::quantile: type = x.with_nullable(true); break;
    case PopulationOp::top:
    case PopulationOp::top_share:
    case PopulationOp::top_reaching: type = condition_type; break;
  }
  program.populations.push_back(form);
  const auto id = static_cast<std::int32_t>(program.populations.size() - 1);
  std::vector<InstId> args{form.x};
  if (form.among.exists()) args.push_back(form.among);
  return append(program, {.kind = InstKind::population, .type = type, .a = id}, args);
}

InstId append_aggregate(Program& program, Aggregate aggregate) {
  program.aggregates.push_back(aggregate);
  const bool stream = program.inputs[aggregate.input.index()].kind == InputKind::stream;
  return append(program, {.kind = stream ? InstKind::event_aggregate : InstKind::customer_aggregate,
                          .type = aggregate_type(program, aggregate),
                          .a = static_cast<std::int32_t>(program.aggregates.size() - 1)});
}

}  // namespace sop::random_tests
