// Choices: the arms in their order up to the one that applies; of the others what keeps them from applying.
#include "runtime/explain/explainer.h"

namespace sop {

Reason Explainer::of_choice(InstId id) {
  if (auto found = of_set_part(id)) return *found;
  if (auto found = of_ladder(id)) return *found;
  if (auto found = of_set(id)) return *found;
  const auto args = program_.args_of(id);
  Reason reason;
  const auto arm = [&](Say how, InstId value, std::vector<ExplainedStep> because) {
    reason.because.push_back({say(how, name(value)), std::move(because)});
  };
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    if (!at_.holds(args[i])) {
      arm(Say::arm_not, args[i + 1], parts(args[i], Shown::failing));
      continue;
    }
    arm(Say::arm_applies, args[i + 1], parts(args[i]));
    for (ExplainedStep& step : behind({args[i + 1]})) reason.because.push_back(std::move(step));
    return reason;
  }
  const InstId rest = args.back();
  if (program_.at(rest).kind == InstKind::missing)
    reason.because.push_back({say(Say::arm_none), {}});
  else
    arm(Say::arm_otherwise, rest, {});
  for (ExplainedStep& step : behind({rest})) reason.because.push_back(std::move(step));
  return reason;
}

}  // namespace sop
