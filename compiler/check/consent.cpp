// A send needs consent (language.md 3): a policy's `suppress` by a consent column that covers its channel and class. A
// condition in the rule does not count. Said once, at the first send without.
#include <algorithm>

#include "compiler/check/checker.h"

namespace sop {
namespace {

using N = NodeKind;

}  // namespace

bool Checker::is_consent_column(const Inst& inst) const {
  return program_.inputs[static_cast<std::size_t>(inst.a)].columns[static_cast<std::size_t>(inst.b)].consent;
}

// Does it hang on consent alone? It reads a consent column, and no other.
bool Checker::reads_consent_alone(InstId root) const {
  std::vector<InstId> todo{root};
  std::set<InstId> seen;
  bool any = false;
  while (!todo.empty()) {
    const InstId id = todo.back();
    todo.pop_back();
    if (!seen.insert(id).second) continue;
    const Inst& inst = program_.at(id);
    if (inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate) return false;
    if (inst.kind == InstKind::column || inst.kind == InstKind::lookup) {
      if (!is_consent_column(inst)) return false;
      any = true;
    }
    if (inst.kind == InstKind::fact) todo.push_back(program_.facts[static_cast<std::size_t>(inst.a)].root);
    // A lookup's key says whose consent it is.
    if (inst.kind != InstKind::lookup)
      for (InstId arg : program_.args_of(id)) todo.push_back(arg);
  }
  return any;
}

// Does it hold for everybody who did not consent? `c`, `not c`, `c or …`; with `and` it is narrower than that.
bool Checker::covers_consent(InstId root, bool negated) const {
  const Inst& inst = program_.at(root);
  const auto args = program_.args_of(root);
  const auto part = [&](InstId arg) { return covers_consent(arg, negated); };
  switch (inst.kind) {
    case InstKind::negation: return covers_consent(args[0], !negated);
    case InstKind::all_of: return negated ? std::ranges::any_of(args, part) : std::ranges::all_of(args, part);
    case InstKind::any_of: return negated ? std::ranges::all_of(args, part) : std::ranges::any_of(args, part);
    case InstKind::fact: return part(program_.facts[static_cast<std::size_t>(inst.a)].root);
    case InstKind::choose: return false;
    default: return reads_consent_alone(root);
  }
}

// Some policy, or a table that may hold the consent, could not be read: what is missing may stand there.
bool Checker::consent_in_doubt() const {
  std::size_t written = 0;
  for (Node node : parsed_.declarations()) {
    if (node.is(N::error) || (node.is(N::policy) && node.child(N::error))) return true;
    if (node.is(N::policy)) written += node.children(N::suppress).size();
  }
  return unread_suppression_ || written != suppressions_.size() || broken_table_ || !damaged_inputs_.empty();
}

void Checker::check_consent() {
  if (sends_.empty() || !declares_inputs_ || consent_in_doubt()) return;
  const bool any = std::any_of(program_.inputs.begin(), program_.inputs.end(), [](const Input& input) {
    return std::any_of(input.columns.begin(), input.columns.end(), [](const Column& c) { return c.consent; });
  });
  std::sort(sends_.begin(), sends_.end(), [](const Send& a, const Send& b) { return a.span < b.span; });
  if (!any) {  // advice, for a program that is right otherwise
    if (diagnostics_.errors() == 0) report(Code::S3006, sends_.front().span);
    return;
  }
  for (const Send& send : sends_) {
    const bool service = service_templates_.contains(send.object);
    const bool covered = std::any_of(suppressions_.begin(), suppressions_.end(), [&](const Suppression& by) {
      const bool channel = by.channel.empty() || by.channel == send.channel;
      const bool kind = (!by.marketing || !service) && (!by.service || service);
      return channel && kind && covers_consent(by.blocked, false);
    });
    if (covered) continue;
    report(Code::S3005, send.span, {send.object});
    return;
  }
}

// ---- Hours ---------------------------------------------------------------------------------------------------------

// A send at an hour at which its template or channel is never open.
void Checker::check_hours(const Action& action, std::int64_t at_us) {
  if (at_us < 0 || (action.verb != Verb::send && action.verb != Verb::task)) return;
  const auto open_at = [&](const DayHours& hours) {
    return hours.from_us < hours.to_us ? hours.from_us <= at_us && at_us < hours.to_us
                                       : at_us >= hours.from_us || at_us < hours.to_us;
  };
  for (const auto& [space, name] :
       {std::pair(Space::templates, action.object), std::pair(Space::channels, action.channel)}) {
    const Symbol* owner = symbols_.find(space, name);
    if (owner == nullptr || owner->broken) continue;
    std::vector<DayHours> valid;
    for (Node item : owner->declaration.children(N::valid_hours))
      if (const auto hours = day_hours(item)) valid.push_back(*hours);
    if (valid.empty() || std::ranges::any_of(valid, open_at)) continue;
    report(Code::S3007, action.span, {name}).relate(valid[0].span, Phrase::open_hours);
    return;
  }
}

}  // namespace sop
