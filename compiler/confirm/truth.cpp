#include "compiler/confirm/truth.h"

#include <algorithm>

#include "stdlib/time/duration.h"

namespace sop::trial {

OnLine on_line(const Translator& translator, const Variable& variable, const Tried& tried, Evaluation& evaluation) {
  const Program& program = translator.program();
  if (!variable.value.exists()) return {};
  const auto kind_of = [&](InstId value) { return program.at(value).type.kind; };
  const auto day_of = [](const Held& held, TypeKind of) {
    return of == TypeKind::datetime ? floor_div(held.whole, micros_per_day) : held.whole;
  };
  const TypeKind kind = kind_of(variable.value);
  const Held held = evaluation.of(variable.value);
  if (variable.line == Line::missing) return {true, held.known ? 0 : 1, 0, {}};
  if (!held.known) return {};
  if (variable.minus.exists()) {
    const Held less = evaluation.of(variable.minus);
    if (variable.line == Line::from_today)
      return less.known ? OnLine{true, day_of(held, kind) - day_of(less, kind_of(variable.minus)), 0, {}} : OnLine{};
    std::int64_t apart = 0;
    if (!less.known || __builtin_sub_overflow(held.whole, less.whole, &apart)) return {};
    return {true, apart, held.real - less.real, {}};
  }
  switch (variable.line) {
    case Line::missing:
    case Line::truth:
    case Line::whole:
      return {true, kind == TypeKind::duration ? nominal_micros(unpack_duration(held.whole)) : held.whole, 0, {}};
    case Line::date: return {true, day_of(held, kind), 0, {}};
    case Line::real: return {true, 0, kind == TypeKind::number ? held.real : static_cast<double>(held.whole), {}};
    case Line::from_today: return {true, day_of(held, kind) - tried.today, 0, {}};
    case Line::from_now: {
      const std::int64_t at = kind == TypeKind::date ? held.whole * micros_per_day : held.whole;
      return {true, at - tried.now(), 0, {}};
    }
    case Line::text: return {true, 0, 0, held.text};
  }
  return {};
}

bool FormulaTruth::holds(FormulaId id) {
  known_.clear();
  evaluation_.sure_again();
  return of(id) && !evaluation_.unsure();
}

bool FormulaTruth::of(FormulaId id) {
  const Formulas& formulas = t_.formulas();
  const Formula formula = formulas.at(id);
  if (formula.join == Join::constant) return formula.a != 0;
  if (formula.join == Join::negation) return !of(FormulaId(formula.a));
  if (formula.join == Join::atom) return atom(Atom(formulas.at(AtomId(formula.a))));
  if (const char* found = known_.find(id); found != nullptr) return *found != 0;
  // By number: what is asked on the way may add formulas.
  const bool decisive = formula.join == Join::any;
  bool out = !decisive;
  for (std::size_t i = 0; i < formula.count && out != decisive; ++i) out = of(formulas.parts(id)[i]);
  known_.keep(id, out ? 1 : 0);
  return out;
}

bool FormulaTruth::atom(const Atom& asked) {
  const Program& program = t_.program();
  const Variable& variable = t_.variable(asked.variable);
  if (!variable.value.exists()) return evaluation_.never_sure();
  if (asked.cut.family != 0 && tried_.today != usual_today) return evaluation_.never_sure();
  const OnLine value = on_line(t_, variable, tried_, evaluation_);
  if (!value.known) {  // beyond what 64 bits hold: the formula takes it for known
    const bool taken = of(t_.known(variable.value)) && (!variable.minus.exists() || of(t_.known(variable.minus)));
    return taken ? evaluation_.never_sure() : false;
  }
  const bool real = variable.line == Line::real;
  switch (asked.asks) {
    case Asks::is_true: return value.whole != 0;
    case Asks::below: return real ? value.real < asked.cut.real : value.whole < asked.cut.at;
    case Asks::at_most: return value.real <= asked.cut.real;
    case Asks::equal:
      if (variable.line == Line::text)
        return value.text.get() == program.constants[static_cast<std::size_t>(asked.constant)].text;
      return real ? value.real == asked.cut.real : value.whole == asked.cut.at;
    case Asks::one_of:
      return std::ranges::any_of(program.constant_sets[static_cast<std::size_t>(asked.set)],
                                 [&](const Constant& member) {
                                   if (variable.line == Line::text) return member.text == value.text.get();
                                   return real ? member.real == value.real : member.whole == value.whole;
                                 });
    case Asks::test: return evaluation_.holds(asked.test);
  }
  return false;
}

}  // namespace sop::trial
