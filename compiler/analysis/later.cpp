#include "compiler/analysis/later.h"

#include <vector>

#include "compiler/analysis/each_part.h"

namespace sop {

std::optional<FormulaId> Later::of(FormulaId formula, std::int64_t days, Micros micros) {
  if (micros == 0) return formula;
  const std::tuple key{formula, days, micros};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const Formula one = t_.formulas().at(formula);
  std::optional<FormulaId> out;
  switch (one.join) {
    case Join::constant: out = formula; break;
    case Join::atom: out = atom(t_.formulas().at(AtomId(one.a)), days, micros); break;
    case Join::negation:
      if (const auto inner = of(FormulaId(one.a), days, micros)) out = t_.formulas().negate(*inner);
      break;
    case Join::all:
    case Join::any: {
      const auto before = t_.formulas().parts(formula);
      const std::vector<FormulaId> read(before.begin(), before.end());
      std::vector<FormulaId> parts;
      for (const FormulaId part : read)
        if (const auto moved = of(part, days, micros)) parts.push_back(*moved);
      if (parts.size() != read.size()) break;
      out = one.join == Join::all ? t_.formulas().all(std::move(parts)) : t_.formulas().any(std::move(parts));
      break;
    }
  }
  return known_[key] = out;
}

// A date `n` days ahead then is `n + days` days ahead now.
std::optional<FormulaId> Later::atom(const Atom& asked, std::int64_t days, Micros micros) {
  const Variable& variable = t_.variable(asked.variable);
  const bool from_today = variable.line == Line::from_today, from_now = variable.line == Line::from_now;
  if (!variable.opaque && !variable.minus.exists() && (from_today || from_now)) {
    if (asked.asks != Asks::below && asked.asks != Asks::at_most && asked.asks != Asks::equal) return std::nullopt;
    const auto there = moved(asked.cut, from_today ? days : micros);
    if (!there) return std::nullopt;
    Atom later = asked;
    later.cut = *there;
    return t_.formulas().atom(later);
  }
  Clocks read = clocks_in(variable.value);
  const Clocks other = clocks_in(variable.minus);
  if (read.now || other.now || (days != 0 && (read.today || other.today))) return std::nullopt;
  return t_.formulas().atom(Atom(asked));
}

// Windows of events are left out: what is in them is another matter every day.
Later::Clocks Later::clocks_in(InstId value) {
  if (!value.exists()) return {};
  if (const auto found = clocks_.find(value); found != clocks_.end()) return found->second;
  const Program& program = t_.program();
  Clocks out;
  for_each_part(program, {value}, [&](InstId id, std::vector<InstId>& open) {
    const Inst& inst = program.at(id);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) return false;
    if (inst.kind == InstKind::fact) open.push_back(program.facts[static_cast<std::size_t>(inst.a)].root);
    if (inst.kind == InstKind::context) {
      const bool today = inst.a == static_cast<std::int32_t>(ContextValue::today);
      (today ? out.today : out.now) = true;
    }
    return true;
  });
  return clocks_[value] = out;
}

}  // namespace sop
