// Inputs, facts, rules and guards: their roots have the right type and domain, facts come in dependency order, constant
// sets are sorted.
#include <algorithm>
#include <tuple>

#include "compiler/ir/verify/report.h"

namespace sop::ir_verify {
namespace {

void check_condition(Report& report, InstId id, Domain domain, const std::string& owner) {
  if (!id.exists()) return;
  const Inst& inst = report.program().at(id);
  if (!is_condition(inst.type)) report.add(fmt::format("{}: %{} is not a condition", owner, id.value));
  if (inst.domain != domain) report.add(fmt::format("{}: %{} is in another domain", owner, id.value));
}

void check_input(Report& report, const Input& input, InputId id) {
  const Domain rows = Domain::rows_of(id);
  check_condition(report, input.filter, rows, input.name);
  for (const Column& column : input.columns) {
    if (!column.derived.exists()) continue;
    const Inst& inst = report.program().at(column.derived);
    const std::string name = input.name + "." + column.name;
    if (inst.domain != rows) report.add(name + ": it is not derived from its own rows");
    if (!same_kind(inst.type, column.type)) report.add(name + ": its expression has another type");
    if (inst.type.nullable && !column.type.nullable) report.add(name + ": its expression may be missing");
  }
}

// The last fact each instruction reads directly, through arguments and aggregates; -1: none.
std::vector<std::int32_t> last_fact_read(const Program& program) {
  std::vector<std::int32_t> last(program.insts.size(), -1);
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    const Inst& inst = program.insts[i];
    const auto take = [&](InstId part) {
      if (part.exists()) last[i] = std::max(last[i], last[part.index()]);
    };
    if (inst.kind == InstKind::fact) last[i] = inst.a;
    for (const InstId arg : program.args_of(InstId{i})) take(arg);
    if (!is_aggregate(inst.kind)) continue;
    const Aggregate& aggregate = program.aggregates[static_cast<std::size_t>(inst.a)];
    for (const InstId part : parts_of(aggregate)) take(part);
  }
  return last;
}

void check_facts(Report& report) {
  const Program& program = report.program();
  const auto last = last_fact_read(program);
  for (std::size_t i = 0; i < program.facts.size(); ++i) {
    const Fact& fact = program.facts[i];
    const Inst& root = program.at(fact.root);
    if (!root.domain.is_frame()) report.add(fact.name + ": its root is not in the frame");
    if (root.type != fact.type) report.add(fact.name + ": its root has another type");
    for (const Stage& stage : fact.stages) check_condition(report, stage.survives, Domain::frame(), fact.name);
    if (last[fact.root.index()] >= static_cast<std::int32_t>(i))
      report.add(fact.name + ": it reads a fact that comes later");
  }
}

void check_rule(Report& report, const Rule& rule) {
  const Program& program = report.program();
  check_condition(report, rule.condition, Domain::frame(), rule.name);
  for (const Trigger& trigger : rule.triggers) {
    check_condition(report, trigger.where, Domain::frame(), rule.name);
    if (!trigger.stream.exists()) {
      if (trigger.clock.kind == ClockKind::none) report.add(rule.name + ": a trigger without stream and clock");
      continue;
    }
    if (program.inputs[trigger.stream.index()].kind != InputKind::stream)
      report.add(rule.name + ": a trigger is no stream");
  }
  const auto value = [&](InstId id) {
    if (id.exists() && !program.at(id).domain.is_frame())
      report.add(fmt::format("{}: %{} is not in the frame", rule.name, id.value));
  };
  value(rule.once.column);
  for (const Trigger& trigger : rule.triggers) value(trigger.key);
  for (const Action& action : rule.actions) {
    value(action.staff);
    for (const Param& param : action.params) value(param.value);
    for_each_text(program, action, [&](const MessageText& text) {
      for (const TextPart& part : text.parts) value(part.slot);
    });
  }
  if ((rule.once.kind == OnceKind::per_duration) != rule.once.duration.exists())
    report.add(rule.name + ": `once per` and its duration disagree");
  if ((rule.once.kind == OnceKind::per_column) != rule.once.column.exists())
    report.add(rule.name + ": `once per` and its column disagree");
}

void check_history(Report& report, const History& history) {
  const Program& program = report.program();
  if (!history.value.exists() || !program.at(history.value).domain.is_frame())
    report.add(history.name + ": its history has no value in the frame");
  check_condition(report, history.release, Domain::frame(), history.name);
  for (InputId stream : history.streams)
    if (program.inputs[stream.index()].kind != InputKind::stream) report.add(history.name + ": it hears no stream");
  if ((history.kind == MemoryKind::crossing) != history.threshold.exists())
    report.add(history.name + ": a crossing has a threshold, nothing else has");
}

void check_sets(Report& report) {
  const auto key = [](const Constant& c) { return std::tie(c.whole, c.real, c.text); };
  const auto below = [&](const Constant& a, const Constant& b) { return key(a) < key(b); };
  for (std::size_t i = 0; i < report.program().constant_sets.size(); ++i)
    if (!std::ranges::is_sorted(report.program().constant_sets[i], below))
      report.add(fmt::format("set {}: it is not sorted", i));
}

}  // namespace

void check_declarations(Report& report) {
  const Program& program = report.program();
  if (program.inputs[program.population.index()].kind != InputKind::population)
    report.add("the population is another kind of input");
  for (std::size_t i = 0; i < program.inputs.size(); ++i) check_input(report, program.inputs[i], InputId{i});
  check_facts(report);
  for (const Rule& rule : program.rules) check_rule(report, rule);
  for (const History& history : program.histories) check_history(report, history);
  for (const Guard& guard : program.guards) {
    if (!guard.blocked.exists()) report.add("guard: it has no condition");
    check_condition(report, guard.blocked, Domain::frame(), "guard");
  }
  check_sets(report);
}

}  // namespace sop::ir_verify
