#include "compiler/diff/comparing.h"

#include "compiler/analysis/witness.h"

namespace sop {

ConditionDiff Comparing::conditions(InstId old, InstId now) {
  if (old == now) return {};
  return formulas(of(old), of(now));
}

ConditionDiff Comparing::members(InstId old, InstId now, std::int64_t member) {
  if (old == now) return {};
  return formulas(is_member(old, member), is_member(now, member));
}

ConditionDiff Comparing::formulas(FormulaId old, FormulaId now) {
  if (old == now) return {};
  const Answer more = ask(now, old), fewer = ask(old, now);
  ConditionDiff out;
  out.enters = customer(more);
  out.leaves = customer(fewer);
  if (more.verdict == Verdict::undecided || fewer.verdict == Verdict::undecided) {
    out.relation = Relation::undecided;
    out.certain = false;
    return out;
  }
  out.certain = more.verdict != Verdict::perhaps && fewer.verdict != Verdict::perhaps;
  if (more.found() && fewer.found()) {
    const Answer both = solver_.ask(translator_.formulas().all({old, now}));
    out.relation = both.verdict == Verdict::no ? Relation::disjoint : Relation::overlap;
    out.certain = out.certain && (both.verdict == Verdict::no || both.verdict == Verdict::yes);
  } else if (more.found() || fewer.found()) {
    out.relation = more.found() ? Relation::superset : Relation::subset;
  }
  return out;
}

// What both versions' authors take for granted is the new one's.
Answer Comparing::ask(FormulaId holds, FormulaId fails) {
  std::vector<FormulaId> together{holds, translator_.formulas().negate(fails)};
  for (const Assumption& known : subject_.program.assumptions) together.push_back(of(known.condition));
  Answer answer = solver_.ask(translator_.formulas().all(std::move(together)));
  for (const Known& known : answer.customer) {
    const Variable& variable = translator_.variable(known.variable);
    if (answer.verdict == Verdict::yes && (in_doubt(variable.value) || in_doubt(variable.minus)))
      answer.verdict = Verdict::perhaps;
  }
  return answer;
}

std::optional<DifferingCustomer> Comparing::customer(const Answer& answer) const {
  if (!answer.found()) return std::nullopt;
  Diagnostic shown{};
  show(shown, subject_, translator_, answer);
  DifferingCustomer out{.sure = answer.verdict == Verdict::yes};
  if (!shown.notes.empty()) {
    out.en = shown.notes[0].arguments[0];
    out.zh = shown.notes[0].arguments[1];
  }
  out.values = std::move(shown.witness);
  return out;
}

DiffChange change_of(const ConditionDiff& diff) {
  if (is_equal(diff)) return DiffChange::same;
  const bool known = (diff.enters && diff.enters->sure) || (diff.leaves && diff.leaves->sure);
  return known ? DiffChange::changed : DiffChange::undecided;
}

}  // namespace sop
