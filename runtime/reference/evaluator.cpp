#include "runtime/reference/evaluator.h"

#include <cassert>

namespace sop::reference {
namespace {

bool truth(const Outcome& outcome) { return outcome.value && std::get<bool>(*outcome.value); }

// Has this instruction one value per decision, whatever row it is read from?
bool is_per_decision(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  switch (inst.kind) {
    case InstKind::outer:
    case InstKind::fact:
    case InstKind::context:
    case InstKind::has_tag:
    case InstKind::history:
    case InstKind::kept:
    case InstKind::event_aggregate:
    case InstKind::customer_aggregate:
    case InstKind::population:
    case InstKind::pick_row: return true;
    case InstKind::lookup: return inst.domain.is_frame() || inst.args_count == 0;
    case InstKind::constant:
    case InstKind::missing: return false;  // the same for every row of any domain
    case InstKind::column:
    case InstKind::call:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::choose:
    case InstKind::fallback:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::calendar:
    case InstKind::is_true: return inst.domain.is_frame();
  }
  return false;
}

}  // namespace

Evaluator::Evaluator(const Program& program, const Dataset& dataset, const Frame& frame, const RunContext& context)
    : program_(program), dataset_(dataset), frame_(frame), setting_{context.zone, program.project.week_start} {}

void Evaluator::read_rows_from(InputId input, const TableData& table) {
  replaced_ = input;
  replacement_ = &table;
}

Outcome Evaluator::evaluate(InstId id, const Place& place) {
  if (!place.domain.is_frame() && is_per_decision(program_, id)) {
    if (place.decided) return evaluate(id, *place.decided);
    return is_condition(program_.at(id).type) ? known(false) : Outcome{};
  }
  if (place.memo.empty()) place.memo.resize(program_.insts.size());
  if (!place.memo[id.index()]) {
    Outcome outcome = compute(id, place);
    if (!outcome.value && is_condition(program_.at(id).type)) outcome.value = false;  // conditions never miss
    place.memo[id.index()] = std::move(outcome);
  }
  return *place.memo[id.index()];
}

bool Evaluator::holds(InstId condition, const Place& place) {
  return !condition.exists() || truth(evaluate(condition, place));
}

Outcome Evaluator::compute(InstId id, const Place& place) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  switch (inst.kind) {
    case InstKind::constant: return known(constant_value(program_.constants[static_cast<std::size_t>(inst.a)]));
    case InstKind::missing: return {};
    case InstKind::column: return compute_column(inst, place);
    case InstKind::lookup: return compute_lookup(inst, args, place);
    case InstKind::fact: return evaluate(program_.facts[static_cast<std::size_t>(inst.a)].root, place);
    case InstKind::outer: return evaluate(args[0], place);
    case InstKind::context: return compute_context(static_cast<ContextValue>(inst.a), place);
    case InstKind::call: return compute_call(id, place);
    case InstKind::all_of:
      for (const InstId arg : args)
        if (!truth(evaluate(arg, place))) return known(false);
      return known(true);
    case InstKind::any_of:
      for (const InstId arg : args)
        if (truth(evaluate(arg, place))) return known(true);
      return known(false);
    case InstKind::negation: return known(!truth(evaluate(args[0], place)));
    case InstKind::choose: return compute_choose(args, place);
    case InstKind::fallback: {
      const Outcome first = evaluate(args[0], place);
      return {first.value ? first.value : evaluate(args[1], place).value, false};
    }
    case InstKind::in_set: return compute_in_set(inst, args[0], place);
    case InstKind::is_missing: return known(!evaluate(args[0], place).value.has_value());
    case InstKind::is_true: return known(truth(evaluate(args[0], place)));
    case InstKind::event_aggregate:
      return compute_event_aggregate(program_.aggregates[static_cast<std::size_t>(inst.a)], place);
    case InstKind::customer_aggregate: return compute_customer_aggregate(static_cast<std::size_t>(inst.a), place);
    case InstKind::population: return compute_population(inst, args, place);
    case InstKind::pick_row: return compute_pick_row(program_.aggregates[static_cast<std::size_t>(inst.a)], place);
    case InstKind::has_tag: return compute_has_tag(inst, args, place);
    case InstKind::calendar: return compute_calendar(inst, args, place);
    case InstKind::history: return compute_history(inst, place);
    case InstKind::kept: return compute_kept(inst, place);
  }
  return {};
}

Outcome Evaluator::compute_call(InstId id, const Place& place) {
  const Inst& inst = program_.at(id);
  std::vector<Value> values;
  std::vector<TypeKind> kinds;
  for (const InstId arg : program_.args_of(id)) {
    const Outcome outcome = evaluate(arg, place);
    if (!outcome.value) return is_condition(inst.type) ? known(false) : Outcome{};
    values.push_back(*outcome.value);
    kinds.push_back(program_.at(arg).type.kind);
  }
  Maybe value = call(inst.op, values, kinds, setting_);
  const bool failed = !value;
  return {std::move(value), failed};
}

Outcome Evaluator::compute_choose(std::span<const InstId> args, const Place& place) {
  for (std::size_t i = 0; i + 1 < args.size(); i += 2)
    if (truth(evaluate(args[i], place))) return {evaluate(args[i + 1], place).value, false};
  return {evaluate(args.back(), place).value, false};
}

Outcome Evaluator::compute_in_set(const Inst& inst, InstId arg, const Place& place) {
  const Outcome outcome = evaluate(arg, place);
  if (!outcome.value) return known(false);
  for (const Constant& member : program_.constant_sets[static_cast<std::size_t>(inst.a)])
    if (order(program_.at(arg).type.kind, *outcome.value, constant_value(member)) == 0) return known(true);
  return known(false);
}

Outcome Evaluator::compute_context(ContextValue value, const Place& place) const {
  switch (value) {
    case ContextValue::as_of: return known(place.as_of);
    case ContextValue::today: {
      const Value instant = place.as_of;
      const TypeKind kind = TypeKind::datetime;
      return {call(Op::date_of_datetime, {&instant, 1}, {&kind, 1}, setting_), false};
    }
    case ContextValue::event_time:
      if (!place.event) return {};
      return known(table(frame_.stream).time_us[*place.event]);
  }
  return {};
}

}  // namespace sop::reference
