#include "runtime/explain/explainer.h"

#include "runtime/run/tag_locks.h"

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {}  // namespace

Explainer::Explainer(const DecidedRun& run, const Evaluating& with, const Snapshot& at, Lab& lab, PrivateData& privacy,
                     Language language)
    : run_(run),
      program_(run.program),
      with_(with),
      at_(at),
      lab_(lab),
      privacy_(privacy),
      language_(language),
      words_{run.program, run.context.zone, language},
      phrases_(run.program, words_, at, privacy) {}

std::string Explainer::listed(const std::vector<std::string>& all) const {
  std::string out;
  for (const std::string& each : all) out = out.empty() ? each : say(Say::listed, out, each);
  return out;
}

const Constant& Explainer::constant_of(InstId id) const {
  return program_.constants[static_cast<std::size_t>(program_.at(id).a)];
}

std::string Explainer::text(InstId id) {
  if (!at_.value(id)) return phrases_.of(id);
  if (privacy_.reads(id)) return masked_value;
  return words_.of(*at_.value(id)) + label_of(*at_.value(id));
}

// What its author calls the member of a list, behind its name.
std::string Explainer::label_of(const KnownValue& value) const {
  if (!value.type.is(TypeKind::enumeration)) return {};
  const Enumeration& list = program_.enumerations[value.type.enumeration.index()];
  const std::string& label = list.label_of(static_cast<std::size_t>(value.whole));
  return label.empty() ? label : " \"" + visible(label) + "\"";
}

std::string Explainer::read(InstId id) {
  return is_known(id) ? say(Say::is, name(id), text(id)) : say(Say::is_unknown, name(id));
}

std::string Explainer::list_of(InstId lookup) const {
  const std::string list = phrases_.list_of(lookup);
  return list.empty() ? list : quoted((language_ == Language::zh ? "客户 属于 名单 " : "customer in list ") + list);
}

bool Explainer::is_fixed(InstId id) const { return phrases_.is_fixed(id); }

bool Explainer::is_leaf(InstId id) const {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::column || is_fixed(id) || phrases_.only_kept(id)) return true;
  return inst.kind == InstKind::lookup && is_known(id);
}

// ---- Facts ---------------------------------------------------------------------------------------------------------

std::string Explainer::fact_head(const Fact& fact) {
  std::string shown = quoted(visible(fact.name));
  if (!fact.label.empty()) shown += " \"" + visible(fact.label) + "\"";
  if (!is_condition(fact.type))
    return is_known(fact.root) ? say(Say::is, shown, text(fact.root)) : say(Say::is_unknown, shown);
  const bool holds = at_.holds(fact.root);
  if (fact.kind == FactKind::tag) return say(holds ? Say::tag_held : Say::tag_not_held, shown);
  return say(holds ? Say::holds : Say::fails, shown);
}

Reason Explainer::fact_reason(const Fact& given) {
  Fact fact = given;
  if (const auto locked = locked_root(program_, fact.root)) {
    fact.root = locked->inner;
    for (const InstId lock : locked->locks)
      if (is_locked_by(lock, fact)) return {lock_text(lock), fact_reason(fact).because};
  }
  const Inst& root = program_.at(fact.root);
  if (fact.kind == FactKind::score)
    if (auto found = of_score(fact.root)) return *found;
  if (fact.kind == FactKind::grid && root.kind == InstKind::choose) return of_grid(fact.root);
  if (is_condition(fact.type) && root.kind != InstKind::history) return {"", parts(fact.root)};
  return reason(fact.root);
}

// Is the lock held, and on what would be held without it?
bool Explainer::is_locked_by(InstId lock, const Fact& fact) const {
  if (!at_.holds(lock)) return false;
  if (is_condition(fact.type)) return true;
  const auto& value = at_.value(fact.root);
  const std::string& name = program_.constants[static_cast<std::size_t>(program_.at(lock).a)].text;
  return value &&
         name ==
             lock_name(
                 fact.name,
                 program_.enumerations[fact.type.enumeration.index()].members[static_cast<std::size_t>(value->whole)]);
}

std::string Explainer::lock_text(InstId lock) const {
  TextCode code = 0;
  with_.dataset.pool->find(program_.constants[static_cast<std::size_t>(program_.at(lock).a)].text, code);
  for (const TagHolding& holding : with_.dataset.tags)
    if (holding.customer == at_.customer() && holding.tag == code && holding.until != INT64_MAX)
      return say(Say::tag_locked_until, words_.instant(holding.until));
  return say(Say::tag_locked);
}

ExplainedStep Explainer::fact(FactId id) {
  const Fact& fact = program_.facts[id.index()];
  ExplainedStep step{fact_head(fact), {}};
  if (!told_.insert(-1 - id.value).second) {
    step.text += say(Say::above);
    return step;
  }
  Reason reason = fact_reason(fact);
  if (!is_known(fact.root) && !is_condition(fact.type) && program_.at(fact.root).kind == InstKind::column)
    reason.clause = read(fact.root);
  const auto locked = locked_root(program_, fact.root);
  const InstKind kind = program_.at(locked ? locked->inner : fact.root).kind;
  const bool computed = kind == InstKind::column || kind == InstKind::lookup || kind == InstKind::fact ||
                        kind == InstKind::call || kind == InstKind::event_aggregate ||
                        kind == InstKind::customer_aggregate || kind == InstKind::population ||
                        kind == InstKind::fallback;
  if (is_known(fact.root) && !is_condition(fact.type) && computed && fact.kind != FactKind::score)
    step.text += say(Say::by, name(fact.root));
  if (!reason.clause.empty()) {
    const bool unknown = !is_known(fact.root) && !is_condition(fact.type);
    step.text += say(unknown ? Say::because : Say::colon, reason.clause);
  }
  step.because = std::move(reason.because);
  return step;
}

ExplainedStep Explainer::headline(FactId id) {
  const Fact& fact = program_.facts[id.index()];
  if (is_known(fact.root) || is_condition(fact.type)) return {fact_head(fact), {}};
  return {this->fact(id).text, {}};
}

// ---- Values --------------------------------------------------------------------------------------------------------

ExplainedStep Explainer::value(InstId id) {
  const Inst& inst = program_.at(id);
  if (inst.kind == InstKind::fact) return fact(FactId(inst.a));
  if (is_condition(inst.type)) return condition(id);
  ExplainedStep step{read(id), {}};
  if (is_leaf(id)) return step;
  if (!told_.insert(id.value).second) {
    step.text += say(Say::above);
    return step;
  }
  Reason found = reason(id);
  if (!found.clause.empty()) step.text += say(is_known(id) ? Say::colon : Say::because, found.clause);
  step.because = std::move(found.because);
  return step;
}

// What has been read and is not obvious, each once.
std::vector<ExplainedStep> Explainer::behind(const std::vector<InstId>& all) {
  std::vector<ExplainedStep> out;
  for (const InstId id : all) {
    const Inst& inst = program_.at(id);
    if (is_leaf(id) || inst.kind == InstKind::missing) continue;
    const bool is_fact = inst.kind == InstKind::fact;
    if (told_.contains(is_fact ? -1 - inst.a : id.value)) continue;
    out.push_back(value(id));
  }
  return out;
}

Reason Explainer::reason(InstId id) {
  const Inst& inst = program_.at(id);
  const auto args = program_.args_of(id);
  switch (inst.kind) {
    case InstKind::constant: return {say(Say::fixed), {}};
    case InstKind::missing:
    case InstKind::context:
    case InstKind::kept:
    case InstKind::column: return {};
    case InstKind::lookup: return of_lookup(id);
    case InstKind::fact: return {"", {fact(FactId(inst.a))}};
    case InstKind::outer: return reason(args[0]);
    case InstKind::call: return of_call(id);
    case InstKind::all_of:
    case InstKind::any_of:
    case InstKind::negation:
    case InstKind::in_set:
    case InstKind::is_missing:
    case InstKind::is_true: return {"", parts(id)};
    case InstKind::choose: return of_choice(id);
    case InstKind::fallback:
      if (!is_known(args[0])) return {say(Say::default_stands, name(args[0])), behind({args[0], args[1]})};
      return {is_leaf(args[0]) ? read(args[0]) : "", behind({args[0]})};
    case InstKind::event_aggregate:
    case InstKind::pick_row: return of_aggregate(id);
    case InstKind::customer_aggregate: return of_customers();
    case InstKind::has_tag: return of_tag(id);
    case InstKind::calendar: return of_calendar(id);
    case InstKind::history: return of_history(id);
    case InstKind::population: return of_population(id);
  }
  return {};
}

}  // namespace sop
