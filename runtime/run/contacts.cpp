#include "runtime/run/contacts.h"

namespace sop {
namespace {

ContactClass class_of(const Contacts& contacts, const Action& action) {
  const Template* sent = action.verb == Verb::send ? contacts.sent(action.object) : nullptr;
  return sent == nullptr ? ContactClass::marketing : sent->of_class;
}

bool applies(const Program& program, const Guard& guard, const Action& action) {
  if (guard.kind == GuardKind::suppress)
    return (guard.channel.empty() || guard.channel == action.channel) &&
           (guard.of_class == ContactClass::any || guard.of_class == class_of(program.contacts, action));
  return action.verb == Verb::send && guard.object == action.object;
}

const char* outcome_of(GuardKind kind) {
  switch (kind) {
    case GuardKind::suppress: return "suppressed";
    case GuardKind::forbid: return "forbidden";
    case GuardKind::only_if: return "skipped";
  }
  return "";
}

}  // namespace

std::optional<Refusal> blocked(const Program& program, const Action& action, const std::vector<ColumnData>& guards,
                               std::size_t row) {
  if (!is_contact(action)) return std::nullopt;
  for (GuardKind kind : {GuardKind::suppress, GuardKind::forbid, GuardKind::only_if})
    for (std::size_t i = 0; i < program.guards.size(); ++i) {
      const Guard& guard = program.guards[i];
      if (guard.kind == kind && applies(program, guard, action) && bit_at(guards[i].bits, row))
        return Refusal{outcome_of(kind), guard.reason};
    }
  return std::nullopt;
}

}  // namespace sop
