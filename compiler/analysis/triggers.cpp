#include "compiler/analysis/triggers.h"

#include "compiler/analysis/hours.h"

namespace sop {

using N = NodeKind;

Triggers::Triggers(const Subject& subject) : parsed_(subject.parsed) {
  for (Node node : parsed_.declarations()) {
    if (node.is(N::events)) streams_.insert(parsed_.name_of(node));
    if (!node.is(N::calendar)) continue;
    for (Node day : node.children(N::every_year))
      if (day.child(N::path)) her_calendars_.insert(parsed_.name_of(node));
  }
}

bool Triggers::heard_from_her(Node trigger) const {
  if (trigger.is(N::crossing_trigger)) return true;
  if (!trigger.is(N::event_trigger)) return false;
  const std::vector<Node> names = trigger.child(N::path).children(N::name);
  if (names.size() > 1 || streams_.contains(parsed_.text(names[0]))) return true;  // `tier.changes`
  const Kw role = names[0].keyword();
  const std::string name = parsed_.text(names[0]);
  return role != Kw::sends && role != Kw::tasks && role != Kw::entries && name != "sends" && name != "tasks" &&
         name != "entries";
}

bool Triggers::on_a_day_of_hers(Node trigger) const {
  const Node path = trigger.child(N::path);
  return path && (trigger.is(N::calendar_trigger) || trigger.is(N::shifted_calendar_trigger)) &&
         her_calendars_.contains(parsed_.text(path.child(N::name)));
}

std::optional<int> Triggers::minute(Node trigger) const {
  if (trigger.is(N::event_trigger) || trigger.is(N::crossing_trigger)) return std::nullopt;
  const Node time = trigger.child(N::time);
  const auto minute = time ? Hours::minute_of(parsed_.text(time)) : std::nullopt;
  return minute ? std::optional(*minute % minutes_per_day) : std::nullopt;
}

}  // namespace sop
