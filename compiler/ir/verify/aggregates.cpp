// Aggregates: which values they take, what they give, and that their parts stand in the right domains.
#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

enum class ValueNeed { forbidden, optional, needed };

ValueNeed value_need(AggregateOp op) {
  switch (op) {
    case AggregateOp::count:
    case AggregateOp::first:
    case AggregateOp::last:
    case AggregateOp::any:
    case AggregateOp::none:
    case AggregateOp::distinct: return ValueNeed::optional;
    case AggregateOp::sum:
    case AggregateOp::avg:
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::median:
    case AggregateOp::mode: return ValueNeed::needed;
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return ValueNeed::forbidden;
  }
  return ValueNeed::optional;
}

bool takes(AggregateOp op, TypeKind kind) {
  const std::string_view values = row_of(op).values;
  const bool numeric = kind == TypeKind::integer || kind == TypeKind::number || kind == TypeKind::money;
  if (values == "sum" || values == "mean") return numeric;
  if (values == "order") return kind != TypeKind::boolean && kind != TypeKind::id;
  return true;
}

Type result_type(AggregateOp op, Type value) {
  const Type whole{TypeKind::integer, false, {}}, condition{TypeKind::boolean, false, {}};
  switch (op) {
    case AggregateOp::count:
    case AggregateOp::distinct:
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return whole;
    case AggregateOp::any:
    case AggregateOp::none: return condition;
    case AggregateOp::avg:
    case AggregateOp::median:
      if (value.is(TypeKind::integer)) return {TypeKind::number, true, {}};
      return value.with_nullable(true);
    case AggregateOp::sum:
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::mode:
    case AggregateOp::first:
    case AggregateOp::last: return value.with_nullable(true);
  }
  return whole;
}

bool of_events_only(AggregateOp op) {
  const std::string_view values = row_of(op).values;
  return values == "days" || op == AggregateOp::first || op == AggregateOp::last;
}

void check_value(Report& report, const Aggregate& aggregate, const std::string& name) {
  const ValueNeed need = value_need(aggregate.op);
  const bool given = aggregate.value.exists();
  if (need == ValueNeed::needed && !given) return report.add(name + ": it needs a value");
  if (need == ValueNeed::forbidden && given) return report.add(name + ": it takes no value");
  const bool names_a_row = report.program().inputs[aggregate.input.index()].kind == InputKind::lookup;
  if (given && !names_a_row && !takes(aggregate.op, report.program().at(aggregate.value).type.kind))
    report.add(name + ": it does not take values of this type");
}

// A link of a chain continues another aggregate over events, within a duration that is the same for everybody.
void check_link(Report& report, const Aggregate& aggregate, const std::string& name) {
  const Program& program = report.program();
  const bool stream = program.inputs[aggregate.input.index()].kind == InputKind::stream;
  if (aggregate.latest_by.exists() && !stream) report.add(name + ": only events have a latest one");
  if (!aggregate.after.exists()) {
    if (aggregate.up_to.exists()) report.add(name + ": `up_to` of no link before it");
    return;
  }
  if (!stream || program.at(aggregate.after).kind != InstKind::event_aggregate)
    report.add(name + ": a chain is made of aggregates over events");
  if (!aggregate.up_to.exists()) return;
  const Inst& length = program.at(aggregate.up_to);
  if (length.kind != InstKind::constant || !length.type.is(TypeKind::duration))
    report.add(name + ": `up_to` is not a constant duration");
}

void check_parts(Report& report, const Aggregate& aggregate, const std::string& name) {
  const Program& program = report.program();
  const Domain rows = Domain::rows_of(aggregate.input);
  const bool population = aggregate.input == program.population;
  for (const InstId part : {aggregate.value, aggregate.where, aggregate.latest_by})
    if (part.exists() && program.at(part).domain != rows && !(population && program.at(part).domain.is_frame()))
      report.add(fmt::format("{}: %{} is not of its input's rows", name, part.value));
  if (aggregate.where.exists() && !is_condition(program.at(aggregate.where).type))
    report.add(name + ": its `where` is not a condition");
  check_link(report, aggregate, name);
  for (const InstId bound : {aggregate.from, aggregate.to}) {
    if (!bound.exists()) continue;
    if (!program.at(bound).domain.is_frame()) report.add(name + ": a bound of its window is not in the frame");
    if (!program.at(bound).type.is(TypeKind::datetime)) report.add(name + ": a bound of its window is no instant");
  }
}

void check_pick(Report& report, InstId id, const Aggregate& aggregate) {
  const Program& program = report.program();
  const Input& table = program.inputs[aggregate.input.index()];
  report.require(table.kind == InputKind::lookup && table.key >= 0, id, "it picks from no table with a key");
  report.require(aggregate.op == AggregateOp::min && !aggregate.from.exists() && !aggregate.to.exists(), id,
                 "it picks the smallest key, without a window");
  if (!aggregate.value.exists() || table.key < 0) return;
  const Inst& value = program.at(aggregate.value);
  report.require(value.kind == InstKind::column && value.b == table.key, id, "it does not pick the key");
  report.require(program.at(id).type == value.type.with_nullable(true), id, "it gives another type than the key's");
}

void check_inst(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  const Aggregate& aggregate = program.aggregates[static_cast<std::size_t>(inst.a)];
  if (inst.kind == InstKind::pick_row) return check_pick(report, id, aggregate);
  if (inst.kind == InstKind::event_aggregate) {
    const bool stream = program.inputs[aggregate.input.index()].kind == InputKind::stream;
    report.require(stream, id, "it is not over a stream");
  } else {
    report.require(aggregate.input == program.population, id, "it is not over the population");
    report.require(!aggregate.from.exists() && !aggregate.to.exists(), id, "the population has no window");
    report.require(!of_events_only(aggregate.op), id, "only events have a first, a last and days");
  }
  const bool given = aggregate.value.exists();
  const Type value = given ? program.at(aggregate.value).type : Type{TypeKind::datetime, false, {}};
  Type expected = result_type(aggregate.op, value);
  if (aggregate.op == AggregateOp::sum) expected.nullable = inst.type.nullable;  // missing only where it fails
  report.require(inst.type == expected, id, "the aggregate gives another type");
}

}  // namespace

void check_aggregates(Report& report) {
  const Program& program = report.program();
  for (std::size_t i = 0; i < program.aggregates.size(); ++i) {
    check_value(report, program.aggregates[i], fmt::format("a{}", i));
    check_parts(report, program.aggregates[i], fmt::format("a{}", i));
  }
  for (std::size_t i = 0; i < program.insts.size(); ++i)
    if (is_aggregate(program.insts[i].kind)) check_inst(report, InstId{i});
}

}  // namespace sop::ir_verify
