#include "compiler/analysis/translate.h"

#include "compiler/analysis/compare.h"
#include "compiler/analysis/effort.h"
#include "compiler/analysis/windows.h"

namespace sop {

namespace {

// Which events an aggregate is about.
std::array<std::int32_t, 8> events_of(const Aggregate& form) {
  std::array<std::int32_t, 8> out{form.input.value};
  std::size_t i = 1;
  for (InstId part : parts_of(form)) out[i++] = part.value;
  return out;
}

}  // namespace

Translator::Translator(const Program& program) : program_(program), nullable_(program) {
  for (std::size_t i = 0; i < program.insts.size(); ++i) {
    const Inst& inst = program.insts[i];
    if (inst.kind == InstKind::context && inst.a == static_cast<std::int32_t>(ContextValue::today)) today_ = InstId(i);
    if (inst.kind == InstKind::event_aggregate && inst.type.is(TypeKind::boolean))
      events_.try_emplace(events_of(program.aggregates[static_cast<std::size_t>(inst.a)]), InstId(i));
  }
  find_placeholders();
}

// `missing` stands for a value that is not lowered yet, but for the result of a choice. All of one type are one
// instruction, so nothing may be concluded from two of them.
void Translator::find_placeholders() {
  hollow_.assign(program_.insts.size(), 0);
  for (std::size_t i = 0; i < program_.insts.size(); ++i) {
    const Inst& inst = program_.insts[i];
    bool hollow = inst.kind == InstKind::missing;
    const auto on = [&](InstId below) { hollow = hollow || (below.exists() && hollow_[below.index()] != 0); };
    for (InstId arg : program_.args_of(InstId(i)))
      if (inst.kind != InstKind::choose || program_.at(arg).kind != InstKind::missing) on(arg);
    if (inst.kind == InstKind::fact) on(program_.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate)
      for (InstId part : parts_of(program_.aggregates[static_cast<std::size_t>(inst.a)])) on(part);
    hollow_[i] = hollow ? 1 : 0;
  }
}

FormulaId Translator::unknown() {
  variables_.push_back({{}, {}, Line::truth, true});
  return formulas_.atom({VariableId(variables_.size() - 1), Asks::is_true, {}, -1, -1, {}});
}

FormulaId Translator::of(InstId condition) {
  if (const auto known = conditions_.find(condition); known != conditions_.end()) return known->second;
  if (hollow_[condition.index()] != 0) return hollow(condition);
  ++depth_;
  const FormulaId out = depth_ > effort::expression_depth || too_much() || forgotten_.contains(condition)
                            ? opaque(condition)
                            : translated(condition);
  --depth_;
  return conditions_[condition] = out;
}

// Its parts are told apart at every place anew.
FormulaId Translator::hollow(InstId condition) {
  const Inst& inst = program_.at(condition);
  const auto args = program_.args_of(condition);
  if (depth_ > effort::expression_depth || too_much()) return unknown();
  ++depth_;
  FormulaId out;
  if (inst.kind == InstKind::all_of || inst.kind == InstKind::any_of) {
    std::vector<FormulaId> parts;
    for (InstId arg : args) parts.push_back(of(arg));
    out = inst.kind == InstKind::all_of ? formulas_.all(std::move(parts)) : formulas_.any(std::move(parts));
  } else if (inst.kind == InstKind::negation) {
    out = formulas_.negate(of(args[0]));
  } else {
    out = unknown();
  }
  --depth_;
  return out;
}

bool Translator::too_much() const { return formulas_.size() > static_cast<std::size_t>(effort::formulas); }

FormulaId Translator::translated(InstId condition) {
  const Inst& inst = program_.at(condition);
  const auto args = program_.args_of(condition);
  switch (inst.kind) {
    case InstKind::constant: return formulas_.truth(program_.constants[static_cast<std::size_t>(inst.a)].whole != 0);
    case InstKind::all_of:
    case InstKind::any_of: {
      std::vector<FormulaId> parts;
      for (InstId arg : args) parts.push_back(of(arg));
      return inst.kind == InstKind::all_of ? formulas_.all(std::move(parts)) : formulas_.any(std::move(parts));
    }
    case InstKind::negation: return formulas_.negate(of(args[0]));
    case InstKind::fact: return of(program_.facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::outer: return of(args[0]);
    case InstKind::is_missing: return formulas_.negate(known(args[0]));
    case InstKind::is_true: return truth_of(args[0]);
    case InstKind::call:
    case InstKind::in_set: return Comparisons(*this).of(condition);
    case InstKind::has_tag: return tag_held(condition);
    case InstKind::event_aggregate: return any_of_events(inst);
    case InstKind::missing: return opaque(condition);
    default: return truth_of(condition);
  }
}

// A boolean that may be missing, as a condition: missing is false.
FormulaId Translator::truth_of(InstId boolean) {
  boolean = stripped(boolean);
  const Inst& inst = program_.at(boolean);
  const auto args = program_.args_of(boolean);
  if (depth_ > effort::expression_depth) return opaque(boolean);
  ++depth_;
  FormulaId out;
  switch (inst.kind) {
    case InstKind::choose: out = alternatives(boolean, [this](InstId arg) { return truth_of(arg); }); break;
    case InstKind::fallback: out = formulas_.choose(known(args[0]), truth_of(args[0]), truth_of(args[1])); break;
    case InstKind::missing: out = opaque(boolean); break;
    case InstKind::constant:
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::is_missing:
    case InstKind::is_true:
    case InstKind::call:
    case InstKind::in_set:
    case InstKind::has_tag:
    case InstKind::event_aggregate: out = of(boolean); break;
    default: out = formulas_.all({known(boolean), truth_variable(boolean)});
  }
  --depth_;
  return out;
}

// `none` is no `any`; both ask about the same events.
FormulaId Translator::any_of_events(const Inst& inst) {
  const Aggregate& form = program_.aggregates[static_cast<std::size_t>(inst.a)];
  const InstId first = events_.at(events_of(form));
  const Aggregate& named = program_.aggregates[static_cast<std::size_t>(program_.at(first).a)];
  // Whoever has events in a narrower window has some here: the variable stands for the rest.
  const auto some_of = [this](InstId id) {
    const Aggregate& one = program_.aggregates[static_cast<std::size_t>(program_.at(id).a)];
    const FormulaId asked = truth_variable(id);
    return one.op == AggregateOp::none ? formulas_.negate(asked) : asked;
  };
  std::vector<FormulaId> somewhere{some_of(first)};
  for (const auto& [key, other] : events_) {
    const Aggregate& inside = program_.aggregates[static_cast<std::size_t>(program_.at(other).a)];
    if (other != first && events_.size() <= effort::windows && lies_in(program_, inside, named) &&
        !lies_in(program_, named, inside))
      somewhere.push_back(some_of(other));
  }
  const FormulaId some = formulas_.any(std::move(somewhere));
  return form.op == AggregateOp::none ? formulas_.negate(some) : some;
}

FormulaId Translator::tag_held(InstId id) {
  const Inst& inst = program_.at(id);
  if (program_.args_of(id).empty())
    if (const auto supposed = tags_.find({inst.a, inst.b}); supposed != tags_.end())
      return formulas_.truth(supposed->second);
  return truth_variable(id);
}

void Translator::forget(InstId condition) {
  forgotten_.insert(condition);
  conditions_[condition] = opaque(condition);
}

void Translator::suppose_tag(std::int32_t tag, std::int32_t group, bool held) {
  tags_[{tag, group}] = held;
  ever_supposed_.insert({tag, group});
  conditions_.clear();
  values_known_.clear();
}

void Translator::suppose_nothing() {
  tags_.clear();
  conditions_.clear();
  values_known_.clear();
}

FormulaId Translator::truth_variable(InstId id) {
  return formulas_.atom({variable_of(id, Line::truth), Asks::is_true, {}, -1, -1, {}});
}

FormulaId Translator::opaque(InstId condition) {
  return formulas_.atom({variable_of(condition, Line::truth, true), Asks::is_true, {}, -1, -1, {}});
}

// ---- Missing ------------------------------------------------------------------------------------------------------

FormulaId Translator::known(InstId value) {
  value = stripped(value);
  if (const auto found = values_known_.find(value); found != values_known_.end()) return found->second;
  ++depth_;
  const FormulaId out = known_read(value);
  --depth_;
  return values_known_[value] = out;
}

FormulaId Translator::known_read(InstId value) {
  const Inst& inst = program_.at(value);
  const auto args = program_.args_of(value);
  const auto leaf = [&](bool looked_into) {
    return formulas_.negate(
        formulas_.atom({variable_of(value, Line::missing, !looked_into), Asks::is_true, {}, -1, -1, {}}));
  };
  if (inst.kind != InstKind::missing && !nullable_(value)) return formulas_.truth(true);
  if (depth_ > effort::expression_depth || too_much()) return leaf(false);
  switch (inst.kind) {
    case InstKind::constant:
    case InstKind::context: return formulas_.truth(true);
    case InstKind::missing: return leaf(false);
    case InstKind::choose: return alternatives(value, [this](InstId arg) { return known(arg); });
    case InstKind::fallback: return formulas_.any({known(args[0]), known(args[1])});
    case InstKind::call: {
      std::vector<FormulaId> parts;
      for (InstId arg : args) parts.push_back(known(arg));
      const Builtin builtin = row_of(inst.op).builtin;
      const bool divides = builtin == Builtin::divide || builtin == Builtin::div || builtin == Builtin::mod;
      if (divides) parts.push_back(formulas_.negate(equals(args[1], 0)));
      return formulas_.all(std::move(parts));
    }
    default: return leaf(true);
  }
}

FormulaId Translator::equals(InstId value, std::int64_t constant) {
  Constant as{{program_.at(value).type.kind, false, {}}, constant, static_cast<double>(constant), {}};
  return Comparisons(*this).with_constant(Builtin::equal, value, as);
}

// ---- Variables ----------------------------------------------------------------------------------------------------

// Through facts and frames; conversions between whole numbers and numbers keep the value.
InstId Translator::stripped(InstId value) const {
  for (;;) {
    const Inst& inst = program_.at(value);
    if (inst.kind == InstKind::fact)
      value = program_.facts[static_cast<std::size_t>(inst.a)].root;
    else if (inst.kind == InstKind::outer || (inst.kind == InstKind::call && inst.op == Op::number_of_integer))
      value = program_.args_of(value)[0];
    else
      return value;
  }
}

VariableId Translator::variable_of(InstId value, Line line, bool opaque, InstId minus) {
  const auto [known, added] = known_variables_.try_emplace({value, minus, line}, VariableId(variables_.size()));
  if (added) variables_.push_back({value, minus, line, opaque});
  return known->second;
}

void Translator::name(InstId fact, const Seen& seen) {
  names_.try_emplace(seen.variable, Naming{FactId(program_.at(fact).a), seen.sign, seen.offset});
}

const Translator::Naming* Translator::naming(VariableId id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? nullptr : &found->second;
}

}  // namespace sop
