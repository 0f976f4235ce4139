// Ids name what exists and come in postorder; every kind has its number of arguments.
#include <initializer_list>

#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

template <class Arena>
bool in(const Arena& arena, std::int32_t index) {
  return index >= 0 && static_cast<std::size_t>(index) < arena.size();
}

bool column_exists(const Program& program, std::int32_t input, std::int32_t column) {
  return in(program.inputs, input) && in(program.inputs[static_cast<std::size_t>(input)].columns, column);
}

bool payload_exists(const Program& program, const Inst& inst) {
  switch (inst.kind) {
    case InstKind::constant: return in(program.constants, inst.a);
    case InstKind::column:
    case InstKind::lookup: return column_exists(program, inst.a, inst.b);
    case InstKind::fact: return in(program.facts, inst.a);
    case InstKind::context: return inst.a >= 0 && inst.a <= static_cast<std::int32_t>(ContextValue::event_time);
    case InstKind::call: return inst.op != Op::none;
    case InstKind::in_set: return in(program.constant_sets, inst.a);
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::pick_row: return in(program.aggregates, inst.a);
    case InstKind::calendar:
      return in(program.calendars, inst.a) && inst.b >= 0 && inst.b <= static_cast<std::int32_t>(CalendarAsk::since);
    case InstKind::history: return in(program.histories, inst.a);
    case InstKind::kept: return in(program.kept, inst.a);
    case InstKind::population: return in(program.populations, inst.a);
    case InstKind::has_tag: return in(program.constants, inst.a) && (inst.b < 0 || in(program.constants, inst.b));
    case InstKind::missing:
    case InstKind::outer:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::is_missing:
    case InstKind::is_true: return true;
  }
  return false;
}

bool count_fits(const Inst& inst) {
  const std::uint32_t n = inst.args_count;
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::missing:
    case InstKind::column:
    case InstKind::fact:
    case InstKind::context:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::pick_row: return n == 0;
    case InstKind::has_tag:
    case InstKind::lookup: return n <= 1;
    case InstKind::population: return n == 1 || n == 2;
    case InstKind::calendar: return n >= 1;
    case InstKind::outer:
    case InstKind::negation:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return n == 1;
    case InstKind::call: return inst.op == Op::none || n == row_of(inst.op).parameter_count;
    case InstKind::all_of:
    case InstKind::any_of: return true;
    case InstKind::choose: return n >= 3 && n % 2 == 1;
    case InstKind::fallback: return n == 2;
  }
  return false;
}

bool type_exists(const Program& program, Type type) {
  const bool enumeration = type.kind == TypeKind::enumeration;
  return type.kind != TypeKind::error && enumeration == type.enumeration.exists() &&
         (!enumeration || in(program.enumerations, type.enumeration.value));
}

void check_structure(Report& report, InstId id) {
  const Program& program = report.program();
  const Inst& inst = program.at(id);
  report.require(type_exists(program, inst.type), id, "its type does not exist");
  report.require(inst.domain.is_frame() || in(program.inputs, inst.domain.input), id, "its domain does not exist");
  report.require(payload_exists(program, inst), id, "what it names does not exist");
  report.require(count_fits(inst), id, fmt::format("it has {} arguments", inst.args_count));
  if (std::uint64_t{inst.args_begin} + inst.args_count > program.args.size()) {
    report.add(id, "its arguments are out of range");
    return;
  }
  for (const InstId arg : program.args_of(id)) {
    const bool before = arg.exists() && arg < id;
    report.require(before, id, fmt::format("argument %{} does not come before it", arg.value));
  }
  if (inst.kind == InstKind::fact && in(program.facts, inst.a))
    report.require(program.facts[static_cast<std::size_t>(inst.a)].root < id, id,
                   "its fact's root does not come before it");
  if (!is_aggregate(inst.kind) || !in(program.aggregates, inst.a)) return;
  const Aggregate& aggregate = program.aggregates[static_cast<std::size_t>(inst.a)];
  for (const InstId part : parts_of(aggregate))
    report.require(part < id, id, fmt::format("part %{} of its aggregate does not come before it", part.value));
}

// Ids that declarations hold; `none` is allowed.
void check_root(Report& report, InstId id, std::string_view owner) {
  if (id.value >= static_cast<std::int32_t>(report.program().insts.size()))
    report.add(fmt::format("{}: %{} does not exist", owner, id.value));
}

void check_rule_roots(Report& report, const Rule& rule) {
  for (const InstId id : {rule.condition, rule.once.duration, rule.once.column}) check_root(report, id, rule.name);
  for (const Trigger& trigger : rule.triggers) {
    check_root(report, trigger.where, rule.name);
    check_root(report, trigger.key, rule.name);
    check_root(report, trigger.clock.own_date, rule.name);
    if (trigger.stream.exists() && !in(report.program().inputs, trigger.stream.value))
      report.add(rule.name + ": a trigger's stream does not exist");
  }
  for (const Action& action : rule.actions) {
    for (const InstId id : {action.staff, action.due, action.expires}) check_root(report, id, rule.name);
    const auto is_text = [&](std::int64_t message) {
      if (message >= static_cast<std::int64_t>(report.program().texts.size()))
        report.add(rule.name + ": a message does not exist");
    };
    for (const Param& param : action.params) {
      check_root(report, param.value, rule.name);
      is_text(param.message);
    }
    is_text(action.message);
  }
}

void check_input_ids(Report& report, const Input& input) {
  check_root(report, input.filter, input.name);
  const auto columns = static_cast<int>(input.columns.size());
  for (const int column : {input.key, input.time, input.id, input.since})
    if (column >= columns) report.add(input.name + ": a key, time, id or since column does not exist");
  for (const Column& column : input.columns) {
    check_root(report, column.derived, input.name);
    if (!type_exists(report.program(), column.type))
      report.add(fmt::format("{}.{}: its type does not exist", input.name, column.name));
    if (column.lookup.exists() && !in(report.program().inputs, column.lookup.value))
      report.add(fmt::format("{}.{}: its lookup does not exist", input.name, column.name));
  }
}

void check_declaration_ids(Report& report) {
  const Program& program = report.program();
  for (const Input& input : program.inputs) check_input_ids(report, input);
  for (const Fact& fact : program.facts) {
    if (!fact.root.exists()) report.add(fact.name + ": it has no root");
    for (const Stage& stage : fact.stages) {
      if (!stage.survives.exists()) report.add(fact.name + ": a stage without a condition");
      check_root(report, stage.survives, fact.name);
    }
    check_root(report, fact.root, fact.name);
  }
  for (const Rule& rule : program.rules) check_rule_roots(report, rule);
  for (const Calendar& calendar : program.calendars)
    for (const InstId id : calendar.hers) check_root(report, id, calendar.name);
  for (const Guard& guard : program.guards) check_root(report, guard.blocked, "guard");
  for (const Channel& channel : program.contacts.channels) check_root(report, channel.staff, channel.name);
  for (const Cap& cap : program.contacts.caps) check_root(report, cap.where, "cap");
  for (const MessageText& text : program.texts)
    for (const TextPart& part : text.parts) check_root(report, part.slot, text.owner);
  for (const Assumption& assumption : program.assumptions) check_root(report, assumption.condition, "assume");
  for (std::size_t i = 0; i < program.aggregates.size(); ++i) {
    const Aggregate& aggregate = program.aggregates[i];
    for (const InstId id : parts_of(aggregate)) check_root(report, id, fmt::format("a{}", i));
    if (!in(program.inputs, aggregate.input.value)) report.add(fmt::format("a{}: its input does not exist", i));
  }
  for (const IssueProbe& probe : program.probes) {
    if (!probe.inst.exists()) report.add("probe: it watches nothing");
    check_root(report, probe.inst, "probe");
    check_root(report, probe.guard, "probe");
    if (probe.inside.exists() && !in(program.aggregates, probe.inside.value))
      report.add("probe: its aggregate does not exist");
  }
}

}  // namespace

void check_structure(Report& report) {
  const Program& program = report.program();
  if (program.inst_spans.size() != program.insts.size()) report.add("spans are not parallel to instructions");
  if (!in(program.inputs, program.population.value)) report.add("the population does not exist");
  for (std::size_t i = 0; i < program.insts.size(); ++i) check_structure(report, InstId{i});
  check_declaration_ids(report);
}

}  // namespace sop::ir_verify
