// Conditions: junctions as the list of their parts, atoms with the values they read. What is missing is named as
// missing, never just as not so.
#include <algorithm>

#include "runtime/explain/explainer.h"
#include "runtime/explain/set_parts.h"

namespace sop {
namespace {

bool is_junction(const Inst& inst) { return inst.kind == InstKind::all_of || inst.kind == InstKind::any_of; }

}  // namespace

ExplainedStep Explainer::condition(InstId id) {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::fact) return fact(FactId(inst.a));
  if (inst.kind == InstKind::constant) return {say(Say::always), {}};
  if (is_junction(inst)) return junction(id);
  if (inst.kind == InstKind::negation) return negated(id);
  if (!phrases_.taken_list(id).empty()) return {say(at_.holds(id) ? Say::holds : Say::fails, name(id)), {}};
  if (inst.kind == InstKind::choose) {
    Reason found = of_choice(id);
    return {say(at_.holds(id) ? Say::holds : Say::fails, name(id)), std::move(found.because)};
  }
  return atom(id, phrases_.of(id), at_.holds(id));
}

std::vector<ExplainedStep> Explainer::parts(InstId condition) { return parts(condition, Shown::all); }

std::vector<ExplainedStep> Explainer::parts(InstId id, Shown shown) {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::all_of) return junction_parts(id, shown);
  std::vector<ExplainedStep> out;
  out.push_back(condition(id));
  return out;
}

ExplainedStep Explainer::junction(InstId id) {
  const bool all = program_.at(id).kind == InstKind::all_of, holds = at_.holds(id);
  if (all)
    if (const auto whole = whole_range(id)) return read_atom(range_phrase(*whole), holds, {read_of_range(*whole)});
  const Say head = all ? (holds ? Say::all_hold : Say::not_all_hold) : (holds ? Say::any_holds : Say::none_holds);
  return {say(head), junction_parts(id, all || !holds ? Shown::all : Shown::failing)};
}

// Of a choice that holds only what holds is told; `failing` of a list that does not hold: what keeps it from holding.
std::vector<ExplainedStep> Explainer::junction_parts(InstId id, Shown shown) {
  const Inst& inst = program_.at(id);
  const bool any_that_holds = inst.kind == InstKind::any_of && at_.holds(id);
  std::vector<ExplainedStep> out;
  std::vector<InstId> open = in_written_order(program_, program_.args_of(id));
  while (!open.empty()) {
    const InstId part = open.front();
    if (inst.kind == InstKind::all_of)
      if (const auto found = range_from(open, part)) {
        const bool holds = std::ranges::all_of(found->parts, [&](InstId of_range) { return at_.holds(of_range); });
        std::erase_if(open, [&](InstId other) { return std::ranges::find(found->parts, other) != found->parts.end(); });
        if (shown == Shown::all || !holds)
          out.push_back(read_atom(range_phrase(*found), holds, {read_of_range(*found)}));
        continue;
      }
    open.erase(open.begin());
    const bool holds = at_.holds(part);
    if (any_that_holds && !holds) continue;
    if (!any_that_holds && shown == Shown::failing && holds) continue;
    out.push_back(condition(part));
  }
  return out;
}

ExplainedStep Explainer::negated(InstId id) {
  const InstId inside = program_.args_of(id)[0];
  const Inst& inst = program_.at(inside);
  const bool holds = at_.holds(id);
  if (!phrases_.taken_list(inside).empty())
    return {say(holds ? Say::holds : Say::fails, quoted(phrases_.opposite(inside))), {}};
  if (inst.kind == InstKind::all_of)
    if (const auto whole = whole_range(inside))
      return read_atom(say(Say::not_so, range_phrase(*whole)), holds, {read_of_range(*whole)});
  if (is_junction(inst) || inst.kind == InstKind::fact || inst.kind == InstKind::choose ||
      inst.kind == InstKind::negation) {
    ExplainedStep step{say(holds ? Say::holds : Say::fails, name(id)), {}};
    step.because.push_back(condition(inside));
    return step;
  }
  return atom(inside, phrases_.opposite(inside), holds);
}

// ---- Atoms ---------------------------------------------------------------------------------------------------------

// The operands of an atom that are hers.
std::vector<InstId> Explainer::read_by(InstId id) const {
  std::vector<InstId> out;
  for (InstId arg : program_.args_of(id)) {
    // A compared day of an instant is read as the instant.
    if (program_.at(arg).kind == InstKind::call && program_.at(arg).op == Op::date_of_datetime && !is_fixed(arg))
      arg = program_.args_of(arg)[0];
    if (!is_fixed(arg) && phrases_.list_of(arg).empty()) out.push_back(arg);
  }
  return out;
}

ExplainedStep Explainer::atom(InstId id, const std::string& said, bool holds) {
  switch (program_.at(id).kind) {
    case InstKind::call:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return read_atom(said, holds, read_by(id));
    default: break;  // says itself what it stands on
  }
  ExplainedStep step{say(holds ? Say::holds : Say::fails, quoted(said)), {}};
  if (is_leaf(id)) return step;
  if (!told_.insert(id.value).second) {
    step.text += say(Say::above);
    return step;
  }
  Reason found = reason(id);
  if (!found.clause.empty()) step.text += say(Say::colon, found.clause);
  step.because = std::move(found.because);
  return step;
}

ExplainedStep Explainer::read_atom(const std::string& said, bool holds, std::vector<InstId> read) {
  std::vector<std::string> unknown, known;
  for (InstId& id : read) {
    id = meant(program_, id);
    // `city is missing` says already that it is.
    if (!is_known(id)) unknown.push_back(say(Say::is_unknown, name(id)));
    if (is_known(id) && said != phrases_.of(id)) known.push_back(this->read(id));
  }
  ExplainedStep step{say(holds ? Say::holds : Say::fails, quoted(said)), {}};
  if (!unknown.empty())
    step.text += say(Say::because, listed(unknown));
  else if (!known.empty())
    step.text += say(Say::colon, listed(known));
  step.because = behind(read);
  return step;
}

}  // namespace sop
