// What a row of actions says, from the program.
#include <algorithm>

#include "runtime/run/run.h"

namespace sop {
namespace {

const Journey* journey_of(const Program& program, const ActionRow& row) {
  return row.rule < program.rules.size() ? nullptr : &program.journeys[row.rule - program.rules.size()];
}

const Action& written(const Program& program, const ActionRow& row) {
  const Journey* journey = journey_of(program, row);
  return journey == nullptr ? program.rules[row.rule].actions[row.action] : journey->actions[row.action];
}

}  // namespace

const std::string& source_of(const Program& program, const ActionRow& row) {
  const Journey* journey = journey_of(program, row);
  return journey == nullptr ? program.rules[row.rule].name : journey->name;
}

const Action& action_of(const Program& program, const ActionRow& row) {
  const Action& action = written(program, row);
  return row.variant < 0 ? action : action.next_of[static_cast<std::size_t>(row.variant)];
}

std::string step_of(const Program& program, const ActionRow& row) {
  const Journey* journey = journey_of(program, row);
  if (journey == nullptr) return step_identity(written(program, row));
  const auto step = std::ranges::find_if(
      journey->steps, [&](const JourneyStep& one) { return one.action == static_cast<std::int32_t>(row.action); });
  return step == journey->steps.end() ? "" : step->identity;
}

std::string reason_of(const Program& program, const ActionRow& row) {
  const Journey* journey = journey_of(program, row);
  if (journey == nullptr) return program.rules[row.rule].reason;
  const std::string& label = journey->label.empty() ? journey->name : journey->label;
  return label;
}

}  // namespace sop
