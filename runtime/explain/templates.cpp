// A template: what keeps it from her at this instant, the rules and journeys that send it, and what each of them made
// of it for her.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/explain/journey_answer.h"
#include "runtime/explain/one_customer.h"
#include "runtime/explain/outcome_words.h"
#include "runtime/run/contacts.h"

namespace sop {
namespace {

bool sends(const Action& action, const std::string& name) {
  if ((action.verb == Verb::send || action.verb == Verb::task) && action.object == name) return true;
  return std::ranges::any_of(action.next_of, [&](const Action& one) { return one.object == name; });
}

const Action* sending(const std::vector<Action>& actions, const std::string& name) {
  const auto found = std::ranges::find_if(actions, [&](const Action& one) { return sends(one, name); });
  return found == actions.end() ? nullptr : &*found;
}

}  // namespace

std::optional<ExplainedStep> kept_from_now(OneCustomer& her, Action action, const std::string& name,
                                           std::uint32_t customer) {
  action.object = name;
  std::vector<InstId> roots;
  for (const Guard& guard : her.program().guards) roots.push_back(guard.blocked);
  const std::string what = Explainer::quoted(visible(name));
  if (roots.empty()) return std::nullopt;
  Frame frame{.customer = {customer}, .batch_as_of = her.run().options.as_of};
  frame.edges = her.edges_for(roots);
  const Evaluation found = her.with().evaluate(her.program(), her.run().dataset, frame, roots, her.run().context);
  const auto refusal = blocked(her.program(), action, found.values, 0);
  if (!refusal) return std::nullopt;
  ExplainedStep out{her.say(Say::kept_from, what, decision_words(refusal->outcome, refusal->reason, her.language())),
                    {}};
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const Guard& guard = her.program().guards[i];
    if (guard.reason != refusal->reason || !bit_at(found.values[i].bits, 0)) continue;
    const Snapshot at = her.now(customer, {guard.blocked});
    out.because = her.explainer(at).parts(guard.blocked);
    break;
  }
  return out;
}

std::vector<ExplainedStep> explain_template(OneCustomer& her, const std::string& name, std::uint32_t customer) {
  const Program& program = her.program();
  std::vector<ExplainedStep> out;
  const Action* first = nullptr;
  for (std::uint32_t r = 0; r < program.rules.size(); ++r) {
    const Action* action = sending(program.rules[r].actions, name);
    if (action == nullptr) continue;
    first = first == nullptr ? action : first;
    out.push_back(explain_rule(her, r, customer).step);
  }
  for (std::uint32_t j = 0; j < program.journeys.size(); ++j) {
    const Action* action = program.journeys[j].retired ? nullptr : sending(program.journeys[j].actions, name);
    if (action == nullptr) continue;
    first = first == nullptr ? action : first;
    for (ExplainedStep& step : explain_journey(her, j, customer).steps) out.push_back(std::move(step));
  }
  if (first == nullptr) return {{her.say(Say::nobody_sends, Explainer::quoted(visible(name))), {}}};
  if (!is_contact(*first)) return out;  // work of staff is not kept from anybody
  auto kept = kept_from_now(her, first->next_of.empty() ? *first : first->next_of[0], name, customer);
  if (!kept) kept = ExplainedStep{her.say(Say::not_kept_from, Explainer::quoted(visible(name))), {}};
  out.insert(out.begin(), std::move(*kept));
  return out;
}

}  // namespace sop
