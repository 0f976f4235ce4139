// Why she reached a goal or left (semantics D7): when is on record, which of the conditions it was is asked once more
// at that instant; and the goals she reached after the end.
#include <algorithm>
#include <set>

#include "runtime/explain/way.h"
#include "runtime/journeys/deed_readers.h"
#include "runtime/journeys/journey_flips.h"
#include "runtime/run/effects.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

std::string name_of(const JourneyGoal& goal, std::size_t index) {
  return goal.name.empty() ? std::to_string(index + 1) : goal.name;
}

Micros last_that_counts(const OneCustomer& her, const Instance& who, const JourneyGoal& goal) {
  if (!goal.within.exists()) return INT64_MAX;
  const Program& program = her.program();
  return moved(who.entered_at, program.constants[static_cast<std::size_t>(program.at(goal.within).a)].whole,
               her.run().context.zone);
}

// A rule or journey that ends journeys, if only one does.
std::string who_stops(const Program& program) {
  std::set<std::string> names;
  const auto stops = [](const Action& action) { return action.verb == Verb::stop; };
  for (const Rule& rule : program.rules)
    if (std::ranges::any_of(rule.actions, stops)) names.insert(rule.name);
  for (const Journey& journey : program.journeys)
    if (std::ranges::any_of(journey.actions, stops)) names.insert(journey.name);
  return names.size() == 1 ? *names.begin() : "";
}

// The instants after `after` at which a goal or exit of hers can flip.
std::set<Micros> flips_of(const OneCustomer& her, const Instance& who, Micros after, Micros last) {
  const Program& program = her.program();
  const Dataset& dataset = her.run().dataset;
  const Journey& journey = program.journeys[who.journey];
  const JourneyFlips flips = journey_flips(program, journey);
  std::set<Micros> out;
  const auto add = [&](Micros at) {
    if (at > after && at <= last) out.insert(at);
  };
  for (const InputId stream : journey.streams) {
    const TableData& events = dataset.inputs[stream.index()];
    if (who.customer + std::size_t{1} >= events.begin.size()) continue;
    const bool recorded = program.inputs[stream.index()].recorded;
    for (std::uint32_t row = events.begin[who.customer]; row < events.begin[who.customer + 1]; ++row) {
      add(events.time_us[row] + (recorded ? 1 : 0));
      for (const Duration& span : flips.spans) add(shifted(events.time_us[row], span, her.run().context.zone));
    }
  }
  for (const TagHolding& tag : dataset.tags)
    if (tag.customer == who.customer && flips.tags.contains(std::string(dataset.pool->text(tag.tag))))
      for (const Micros at : {tag.since, tag.until}) add(at);
  if (flips.columns) add(her.run().options.as_of);
  const ZoneRules& zone = her.run().context.zone;
  if (journey.reads_days)
    for (Days day = zone.local_date(after) + 1; zone.instant_of(day, 0) <= last; ++day) add(zone.instant_of(day, 0));
  return out;
}

}  // namespace

WayStep end_of(OneCustomer& her, const HerJourneys& record, const Instance& who) {
  const Program& program = her.program();
  const Journey& journey = program.journeys[who.journey];
  const std::vector<InstId> roots = goals_and_exits(journey);
  WayStep out;
  out.at = who.ended_at;
  out.outcome = who.outcome;
  out.event = who.outcome == "goal" ? WayEvent::goal : WayEvent::exited;
  if (!roots.empty()) {
    out.frame = frame_of(program, her.run().dataset, who, who.ended_at, her.run().options.as_of);
    const Snapshot at = her.at_frame(out.frame, roots);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      const bool is_goal = i < journey.goals.size();
      if (is_goal != (out.event == WayEvent::goal) || !at.holds(roots[i])) continue;
      if (is_goal && who.ended_at > last_that_counts(her, who, journey.goals[i])) continue;
      out.asked = {roots[i]};
      out.reason = is_goal ? name_of(journey.goals[i], i) : journey.exit_reasons[i - journey.goals.size()];
      return out;
    }
  }
  if (out.event == WayEvent::goal) {
    out.reason = who.goals.empty() ? "" : who.goals.front();
    return out;
  }
  const bool restarted = std::ranges::any_of(record.instances, [&](const Instance& next) {
    return program.journeys[next.journey].name == journey.name && next.key == who.key && next.entry == who.entry + 1 &&
           next.entered_at == who.ended_at && journey.while_live == WhileLive::restart;
  });
  if (restarted) out.reason = "restarted";
  const bool by_itself = who.step >= 0 && static_cast<std::size_t>(who.step) < journey.steps.size() &&
                         (journey.steps[static_cast<std::size_t>(who.step)].kind == JourneyStepKind::act ||
                          journey.steps[static_cast<std::size_t>(who.step)].kind == JourneyStepKind::wait_until);
  if (out.reason.empty())
    if (const std::string by = who_stops(program); !by.empty() && !by_itself) out.reason = "stop: " + by;
  return out;
}

std::vector<WayStep> later_goals(OneCustomer& her, const Instance& who) {
  const Program& program = her.program();
  const Journey& journey = program.journeys[who.journey];
  std::vector<WayStep> out;
  std::set<std::string> open(who.goals.begin(), who.goals.end());
  if (who.outcome == "goal" && !who.goals.empty()) open.erase(who.goals.front());
  if (open.empty()) return out;
  std::set<Micros> instants = flips_of(her, who, who.ended_at, her.run().options.as_of);
  instants.insert(who.ended_at);
  for (const Micros at : instants) {
    if (open.empty()) break;
    const Frame frame = frame_of(program, her.run().dataset, who, at, her.run().options.as_of);
    const Snapshot seen = her.at_frame(frame, goals_and_exits(journey));
    for (std::size_t i = 0; i < journey.goals.size(); ++i) {
      const std::string name = name_of(journey.goals[i], i);
      if (!open.contains(name) || !seen.holds(journey.goals[i].condition) ||
          at > last_that_counts(her, who, journey.goals[i]))
        continue;
      open.erase(name);
      WayStep& goal = out.emplace_back();
      goal.event = WayEvent::goal;
      goal.step = who.step;
      goal.at = at;
      goal.outcome = "goal";
      goal.reason = name;
      goal.asked = {journey.goals[i].condition};
      goal.frame = frame;
    }
  }
  return out;
}

}  // namespace sop
