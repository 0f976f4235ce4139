#include "compiler/ir/steps.h"

namespace sop {

std::string step_identity(const Action& action) {
  return action.object.empty() ? action.verb_word : action.verb_word + "_" + action.object;
}

std::string step_word(const Journey& journey, std::int32_t step) {
  if (step < 0 || static_cast<std::size_t>(step) >= journey.steps.size()) return "";
  const JourneyStep& at = journey.steps[static_cast<std::size_t>(step)];
  if (!at.identity.empty() || at.kind == JourneyStepKind::choose || at.kind == JourneyStepKind::leave)
    return at.identity.empty() ? at.stage : at.identity;
  return at.stage.empty() ? "wait" : at.stage + ".wait";
}

bool waits_for_its_hour(const Action& action) {
  const bool changes =
      action.verb == Verb::tag || action.verb == Verb::untag || action.verb == Verb::enter || action.verb == Verb::stop;
  return changes && action.at_us >= 0;
}

bool is_contact(const Action& action) {
  if (action.verb == Verb::send || action.verb == Verb::invite) return true;
  return action.verb == Verb::declared && !action.channel.empty();
}

}  // namespace sop
