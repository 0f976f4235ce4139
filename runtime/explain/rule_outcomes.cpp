#include "runtime/explain/rule_outcomes.h"

#include <algorithm>

#include "runtime/contacts/hours.h"
#include "runtime/explain/deed_words.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/run/contacts.h"
#include "runtime/run/effects.h"

namespace sop {
namespace {

constexpr std::size_t most_told = 3;  // in one sentence

class Outcomes {
 public:
  Outcomes(OneCustomer& her, std::uint32_t index, std::uint32_t customer, std::size_t fires)
      : her_(her), index_(index), rule_(her.program().rules[index]), customer_(customer), fires_(fires) {}

  std::vector<RuleOutcome> run() {
    add_done();
    add_tags();
    add_decisions();
    add_held();
    return std::move(out_);
  }

 private:
  const DecidedRun& run_of() const { return her_.run(); }
  std::string words(const Action& action) const { return deed_phrase(action, her_.language()); }

  void add_done() {
    for (const ActionRow& row : run_of().result.actions) {
      if (row.customer != customer_ || row.rule != index_) continue;
      RuleOutcome& one = out_.emplace_back();
      one.deed = words(action_of(her_.program(), row));
      one.at = row.due_at;
      one.is_earlier = fires_ == 0;
    }
  }

  void add_tags() {
    for (const Action& action : rule_.actions) {
      if (fires_ == 0 || (action.verb != Verb::tag && action.verb != Verb::untag)) continue;
      RuleOutcome& one = out_.emplace_back();
      one.deed = words(action);
      if (!is_locked(action)) continue;
      one.fate = DeedFate::not_done;
      one.why = her_.say(Say::tag_locked_now);
    }
  }

  bool is_locked(const Action& action) const {
    const TextPool& pool = *run_of().dataset.pool;
    return std::ranges::any_of(run_of().result.memory.tags, [&](const StoredTag& tag) {
      const std::string_view group = tag.group == no_text ? std::string_view() : pool.text(tag.group);
      return tag.locked && tag.customer == customer_ && pool.text(tag.tag) == action.object && group == action.group;
    });
  }

  void add_decisions() {
    for (const DecisionRow& row : run_of().result.decisions) {
      if (row.customer != customer_ || row.source != rule_.name || row.outcome == "held") continue;
      const auto action = std::ranges::find(rule_.actions, row.step, step_identity);
      RuleOutcome& one = out_.emplace_back();
      one.fate = DeedFate::not_done;
      one.deed = action == rule_.actions.end() ? Explainer::quoted(row.step) : words(*action);
      one.at = row.at;
      one.is_contact = true;
      one.why = decision_words(row.outcome, row.reason, her_.language());
      one.is_earlier = fires_ == 0;
      add_guard(row, action == rule_.actions.end() ? nullptr : &*action, one);
    }
  }

  // The condition of the program that kept it from her.
  void add_guard(const DecisionRow& row, const Action* action, RuleOutcome& one) {
    for (const Guard& guard : her_.program().guards) {
      const char* outcome = guard.kind == GuardKind::suppress ? "suppressed"
                            : guard.kind == GuardKind::forbid ? "forbidden"
                                                              : "skipped";
      if (guard.reason != row.reason || row.outcome != outcome) continue;
      if (!guard.object.empty() && action != nullptr && guard.object != action->object) continue;
      Frame frame{.customer = {customer_}, .as_of = {row.at}, .batch_as_of = run_of().options.as_of};
      if (row.at == no_instant) frame.as_of.clear();
      const Snapshot at = her_.at(frame, 0, {guard.blocked});
      one.because = her_.explainer(at).parts(guard.blocked);
      return;
    }
  }

  void add_held() {
    for (const HeldContact& held : run_of().result.memory.journeys.held) {
      if (held.customer != customer_ || held.rule != index_) continue;
      const Action& action = rule_.actions[held.action];
      RuleOutcome& one = out_.emplace_back();
      one.fate = DeedFate::waits;
      one.deed = words(action);
      one.at = held.wake;
      one.is_earlier = fires_ == 0;
      one.why = waits_for(held, action);
      if (!run_of().result.stale_input.empty()) one.at = no_instant;
      one.then = refused_now(action);
    }
  }

  std::string waits_for(const HeldContact& held, const Action& action) const {
    const std::string& stale = run_of().result.stale_input;
    if (!stale.empty()) return reason_words("stale: " + stale, her_.language());
    if (held.wake == held.due) return her_.say(Say::waits_as_written);
    const Contacts& contacts = her_.program().contacts;
    const std::string sent = action.verb == Verb::send ? action.object : std::string();
    const ContactHours hours = hours_about(contacts, contact_kind(contacts, action.channel, sent), sent);
    const bool opens = !is_open(hours, run_of().options.as_of, run_of().context.zone);
    return her_.say(opens ? Say::waits_for_hours : Say::waits_for_room);
  }

  // A waiting contact is asked again when it goes out; as things are now.
  std::string refused_now(const Action& action) {
    std::vector<InstId> roots;
    for (const Guard& guard : her_.program().guards) roots.push_back(guard.blocked);
    if (roots.empty()) return "";
    Frame frame{.customer = {customer_}, .batch_as_of = run_of().options.as_of};
    frame.edges = her_.edges_for(roots);
    const Evaluation found = her_.with().evaluate(her_.program(), run_of().dataset, frame, roots, run_of().context);
    const auto refusal = blocked(her_.program(), action, found.values, 0);
    return refusal ? decision_words(refusal->outcome, refusal->reason, her_.language()) : "";
  }

  OneCustomer& her_;
  const std::uint32_t index_;
  const Rule& rule_;
  const std::uint32_t customer_;
  const std::size_t fires_;
  std::vector<RuleOutcome> out_;
};

std::string outcome_text(const OneCustomer& her, const RuleOutcome& one) {
  switch (one.fate) {
    case DeedFate::done: return one.at == no_instant ? one.deed : her.say(Say::does_due, one.deed, her.instant(one.at));
    case DeedFate::not_done: return her.say(Say::does_not, one.deed, one.why);
    case DeedFate::waits: break;
  }
  const std::string waits = one.at == no_instant ? her.say(Say::deed_held, one.deed, one.why)
                                                 : her.say(Say::deed_waits, one.deed, her.instant(one.at), one.why);
  return one.then.empty() ? waits : her.say(Say::deed_refused_then, waits, one.then);
}

}  // namespace

std::string each_once(const OneCustomer& her, const std::vector<std::string>& all) {
  std::vector<std::pair<std::string, std::size_t>> counted;
  for (const std::string& one : all) {
    const auto found = std::ranges::find(counted, one, &std::pair<std::string, std::size_t>::first);
    found == counted.end() ? counted.emplace_back(one, 1).second : ++found->second;
  }
  std::string out;
  for (std::size_t i = 0; i < std::min(counted.size(), most_told); ++i) {
    const auto& [text, times] = counted[i];
    const std::string one = times == 1 ? text : her.say(Say::so_often, text, times);
    out = out.empty() ? one : her.say(Say::listed, out, one);
  }
  return counted.size() > most_told ? her.say(Say::and_more, out, counted.size() - most_told) : out;
}

std::vector<RuleOutcome> outcomes_of(OneCustomer& her, std::uint32_t rule, std::uint32_t customer, std::size_t fires) {
  return Outcomes(her, rule, customer, fires).run();
}

std::string with_outcomes(const OneCustomer& her, const std::string& fires, std::span<const RuleOutcome> outcomes) {
  std::vector<std::string> refused, waiting, earlier;
  bool nothing = true, is_contact = false;
  for (const RuleOutcome& one : outcomes) {
    is_contact = is_contact || one.is_contact;
    nothing = nothing && one.fate == DeedFate::not_done;
    if (one.is_earlier)
      earlier.push_back(outcome_text(her, one));
    else if (one.fate == DeedFate::not_done)
      refused.push_back(her.say(Say::deed_because, one.deed, one.why));
    else if (one.fate == DeedFate::waits)
      waiting.push_back(outcome_text(her, one));
  }
  std::string out = earlier.empty() ? fires : her.say(Say::of_earlier_firing, fires, each_once(her, earlier));
  const Say none = is_contact ? Say::but_nothing : Say::but_none_done;
  if (!refused.empty()) out = her.say(nothing ? none : Say::but_not_done, out, each_once(her, refused));
  return waiting.empty() ? out : her.say(Say::and_waits, out, each_once(her, waiting));
}

std::vector<ExplainedStep> outcome_steps(const OneCustomer& her, std::vector<RuleOutcome> outcomes) {
  std::vector<ExplainedStep> out;
  for (RuleOutcome& one : outcomes) out.push_back({outcome_text(her, one), std::move(one.because)});
  return out;
}

}  // namespace sop
