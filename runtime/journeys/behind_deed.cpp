#include "runtime/journeys/behind_deed.h"

#include "runtime/run/effects.h"

namespace sop {
namespace {

DeedAction found(std::size_t source, std::size_t index, const Action& written, const Deed& deed) {
  DeedAction out{static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(index), -1, &written};
  for (std::size_t i = 0; i < written.next_of.size(); ++i)
    if (written.next_of[i].object == deed.object) {
      out.variant = static_cast<std::int32_t>(i);
      out.action = &written.next_of[i];
      break;
    }
  return out;
}

}  // namespace

std::optional<DeedAction> action_behind(const Program& program, const Deed& deed) {
  for (std::size_t r = 0; r < program.rules.size(); ++r)
    for (std::size_t a = 0; a < program.rules[r].actions.size(); ++a)
      if (program.rules[r].name == deed.source && step_identity(program.rules[r].actions[a]) == deed.step)
        return found(r, a, program.rules[r].actions[a], deed);
  for (std::size_t j = 0; j < program.journeys.size(); ++j)
    for (const JourneyStep& step : program.journeys[j].steps)
      if (program.journeys[j].name == deed.source && step.identity == deed.step && step.action >= 0)
        return found(program.rules.size() + j, static_cast<std::size_t>(step.action),
                     program.journeys[j].actions[static_cast<std::size_t>(step.action)], deed);
  return std::nullopt;
}

}  // namespace sop
