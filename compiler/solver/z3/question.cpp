#include "compiler/solver/z3/question.h"

#include <algorithm>
#include <set>

#include "compiler/analysis/effort.h"

namespace sop::solver {

std::optional<Term> Question::meant(FormulaId root) {
  std::vector<FormulaId> all{root};
  std::set<FormulaId> seen{root};
  for (std::size_t next = 0; next < all.size(); ++next) {
    if (all.size() > static_cast<std::size_t>(effort::question_parts)) return std::nullopt;
    const Formula& formula = formulas_.at(all[next]);
    if (formula.join == Join::negation && seen.insert(FormulaId(formula.a)).second) all.emplace_back(formula.a);
    for (FormulaId part : formulas_.parts(all[next]))
      if (seen.insert(part).second) all.push_back(part);
  }
  std::ranges::sort(all);  // parts come before what is made of them
  for (FormulaId id : all) terms_[id] = of(id);
  values_.finish();
  return terms_.at(root);
}

Term Question::of(FormulaId id) {
  Terms& terms = values_.terms();
  const Formula& formula = formulas_.at(id);
  switch (formula.join) {
    case Join::constant: return terms.truth(formula.a != 0);
    case Join::atom: return atom(AtomId(formula.a));
    case Join::negation: return terms.no(terms_.at(FormulaId(formula.a)));
    case Join::all:
    case Join::any: break;
  }
  std::vector<Term> parts;
  for (FormulaId part : formulas_.parts(id)) parts.push_back(terms_.at(part));
  return formula.join == Join::all ? terms.all(parts) : terms.any(parts);
}

Term Question::atom(AtomId id) {
  const Atom& asked = formulas_.at(id);
  const Variable& variable = t_.variable(asked.variable);
  if (variable.value.exists()) return read(asked, variable);
  const auto [found, added] = nobody_knows_.try_emplace(asked.variable, nullptr);
  if (added) found->second = values_.terms().some_truth();
  return found->second;
}

// False where there is no value on the line.
Term Question::read(const Atom& asked, const Variable& variable) {
  Terms& terms = values_.terms();
  const TypeKind kind = values_.program().at(variable.value).type.kind;
  const Meant value = values_.of(variable.value);
  if (variable.line == Line::missing) return terms.no(value.known);
  if (variable.line == Line::truth)
    return kind == TypeKind::boolean ? terms.all({value.known, value.value}) : terms.some_truth();
  if (kind == TypeKind::boolean) return terms.some_truth();
  if (variable.line == Line::text)
    return kind == TypeKind::text || kind == TypeKind::id ? of_text(asked, value) : terms.some_truth();
  if (kind == TypeKind::text || kind == TypeKind::id) return terms.some_truth();
  if (variable.minus.exists()) {
    const Meant less = values_.of(variable.minus);
    const bool days = variable.line == Line::from_today;
    const Term apart = days ? terms.difference(values_.day_of(variable.value), values_.day_of(variable.minus))
                            : terms.difference(value.value, less.value);
    return on_line(asked, {terms.all({value.known, less.known}), apart}, nullptr);
  }
  const bool in_time = kind == TypeKind::date || kind == TypeKind::datetime;
  switch (variable.line) {
    case Line::whole: return on_line(asked, value, nullptr);
    case Line::real:
      return on_line(asked, {value.known, is_real(kind) ? value.value : terms.as_real(value.value)}, nullptr);
    case Line::date:
      if (!in_time) return terms.some_truth();
      return on_line(asked, {value.known, values_.day_of(variable.value)}, nullptr);
    case Line::from_today:
      if (!in_time) return terms.some_truth();
      return on_line(asked, {value.known, values_.day_of(variable.value)}, values_.today());
    case Line::from_now:
      if (kind != TypeKind::datetime) return terms.some_truth();
      return on_line(asked, value, values_.now());
    case Line::missing:
    case Line::truth:
    case Line::text: break;
  }
  return terms.some_truth();
}

// Against a place on the line, counted from `from` where there is one.
Term Question::on_line(const Atom& asked, const Meant& value, Term from) {
  Terms& terms = values_.terms();
  if (asked.asks == Asks::one_of) return member(asked, value);
  const bool real = t_.variable(asked.variable).line == Line::real;
  const Term cut = real ? values_.mark(asked.cut.real) : values_.place(asked.cut);
  const Term at = from == nullptr ? cut : terms.sum(from, cut);
  switch (asked.asks) {
    case Asks::below: return terms.all({value.known, terms.below(value.value, at)});
    case Asks::at_most: return terms.all({value.known, terms.at_most(value.value, at)});
    case Asks::equal: return terms.all({value.known, terms.equal(value.value, at)});
    case Asks::is_true:
    case Asks::one_of:
    case Asks::test: break;
  }
  return terms.some_truth();
}

Term Question::member(const Atom& asked, const Meant& value) {
  Terms& terms = values_.terms();
  const bool real = t_.variable(asked.variable).line == Line::real;
  std::vector<Term> members;
  for (const Constant& member : values_.program().constant_sets[static_cast<std::size_t>(asked.set)])
    members.push_back(terms.equal(value.value, real ? values_.mark(member.real) : terms.whole(member.whole)));
  return terms.all({value.known, terms.any(members)});
}

Term Question::of_text(const Atom& asked, const Meant& value) {
  Terms& terms = values_.terms();
  const Program& program = values_.program();
  switch (asked.asks) {
    case Asks::equal: {
      const std::string& text = program.constants[static_cast<std::size_t>(asked.constant)].text;
      return terms.all({value.known, terms.equal(value.value, values_.text(text))});
    }
    case Asks::one_of: {
      std::vector<Term> members;
      for (const Constant& member : program.constant_sets[static_cast<std::size_t>(asked.set)])
        members.push_back(terms.equal(value.value, values_.text(member.text)));
      return terms.all({value.known, terms.any(members)});
    }
    case Asks::test: return values_.holds(asked.test);
    case Asks::is_true:
    case Asks::below:
    case Asks::at_most: break;
  }
  return terms.some_truth();
}

}  // namespace sop::solver
