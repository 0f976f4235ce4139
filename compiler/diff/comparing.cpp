#include "compiler/diff/comparing.h"

#include <algorithm>
#include <set>

#include "compiler/analysis/witness.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// Is everybody of the first ones among the second ones? `top 2 by x` against `top 3 by x`.
bool lies_in(const Population& few, const Population& many) {
  if (few.op != many.op || few.x != many.x || few.among != many.among || few.low_first != many.low_first ||
      few.ties != many.ties || few.missing_out != many.missing_out)
    return false;
  if (few.op == PopulationOp::top) return few.n <= many.n;
  if (few.op != PopulationOp::top_share && few.op != PopulationOp::top_reaching) return false;
  const auto share = [](const Population& one) {
    double out = static_cast<double>(one.mantissa);
    for (std::int64_t i = 0; i < one.decimals; ++i) out /= 10;
    return out;
  };
  return share(few) <= share(many);
}

// Is whoever has the first chain of events sure to have the second? `up to 7 days` against `up to 9 days`.
bool follows_sooner(const Program& program, InstId few, InstId many) {
  const Inst &one = program.at(few), &other = program.at(many);
  if (few == many) return true;
  if (one.kind != InstKind::event_aggregate || other.kind != one.kind) return false;
  Aggregate near = program.aggregates[static_cast<std::size_t>(one.a)];
  const Aggregate& far = program.aggregates[static_cast<std::size_t>(other.a)];
  if (near.after.exists() != far.after.exists()) return false;
  if (near.after.exists() && !follows_sooner(program, near.after, far.after)) return false;
  const auto length = [&](InstId id) -> std::optional<Duration> {
    if (!id.exists() || program.at(id).kind != InstKind::constant) return std::nullopt;
    return unpack_duration(program.constants[static_cast<std::size_t>(program.at(id).a)].whole);
  };
  const auto a = length(near.up_to), b = length(far.up_to);
  if (near.up_to != far.up_to && far.up_to.exists() && (!a || !b || a->unit != b->unit || a->count > b->count))
    return false;
  near.after = far.after;
  near.up_to = far.up_to;
  return near == far;
}

bool is_chain(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::event_aggregate) return false;
  const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
  return form.op == AggregateOp::any && form.after.exists();
}

}  // namespace

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
  implications_ = implications(old, now);
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
    const Answer both = layers_.ask(translator_.formulas().all({old, now}));
    out.relation = both.verdict == Verdict::no ? Relation::disjoint : Relation::overlap;
    out.certain = out.certain && (both.verdict == Verdict::no || both.verdict == Verdict::yes);
  } else if (more.found() || fewer.found()) {
    out.relation = more.found() ? Relation::superset : Relation::subset;
  }
  return out;
}

// Who is among the first two is among the first three, and what followed within a week did within two.
std::vector<FormulaId> Comparing::implications(FormulaId old, FormulaId now) {
  const Program& program = subject_.program;
  const std::vector<InstId> before = places_and_chains(old), after = places_and_chains(now);
  const auto asked = [&](InstId id) -> const Population& {
    return program.populations[static_cast<std::size_t>(program.at(id).a)];
  };
  std::vector<FormulaId> out;
  const auto implies = [&](InstId few, InstId many) {
    const auto same = program.args_of(few), other = program.args_of(many);
    if (few == many || !std::ranges::equal(same, other)) return;
    const bool chains = is_chain(program, few) && is_chain(program, many);
    if (is_chain(program, few) != is_chain(program, many)) return;
    if (chains ? !follows_sooner(program, few, many) : !lies_in(asked(few), asked(many))) return;
    Formulas& formulas = translator_.formulas();
    out.push_back(formulas.any({formulas.negate(translator_.of(few)), translator_.of(many)}));
  };
  for (const InstId one : before)
    for (const InstId other : after) {
      implies(one, other);
      implies(other, one);
    }
  return out;
}

// The conditions on a place among all customers, and on events one after another, that a formula is made of.
std::vector<InstId> Comparing::places_and_chains(FormulaId formula) {
  std::vector<InstId> out;
  std::vector<FormulaId> open{formula};
  std::set<FormulaId> seen;
  const Formulas& formulas = translator_.formulas();
  while (!open.empty()) {
    const FormulaId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const Formula& at = formulas.at(id);
    if (at.join == Join::negation) open.push_back(FormulaId(at.a));
    for (const FormulaId part : formulas.parts(id)) open.push_back(part);
    if (at.join != Join::atom) continue;
    const InstId value = translator_.variable(formulas.at(AtomId(at.a)).variable).value;
    const auto takes_part = [&](InstId asked) {
      return subject_.program.at(asked).kind == InstKind::population || is_chain(subject_.program, asked);
    };
    if (value.exists() && takes_part(value) && std::ranges::find(out, value) == out.end()) out.push_back(value);
  }
  return out;
}

// What both versions' authors take for granted is the new one's.
Answer Comparing::ask(FormulaId holds, FormulaId fails) {
  std::vector<FormulaId> together{holds, translator_.formulas().negate(fails)};
  together.insert(together.end(), implications_.begin(), implications_.end());
  for (const Assumption& known : subject_.program.assumptions) together.push_back(of(known.condition));
  Answer answer = layers_.ask(translator_.formulas().all(std::move(together)));
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
