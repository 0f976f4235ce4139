#include "runtime/journeys/goals.h"

#include <algorithm>
#include <map>

#include "runtime/journeys/results.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/effects.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

// The last instant that counts for the goal.
Micros goal_end(const World& world, const Instance& who, const JourneyGoal& goal) {
  return goal.within.exists() ? moved(who.entered_at, world.constant(goal.within), world.context.zone) : INT64_MAX;
}

bool reached(const Instance& who, const JourneyGoal& goal, std::size_t index) {
  const std::string name = goal.name.empty() ? std::to_string(index + 1) : goal.name;
  return std::ranges::find(who.goals, name) != who.goals.end();
}

void settle(World& world, const Journey& journey, Instance& who, Micros at, const Evaluation& found, std::size_t row) {
  const bool live = who.standing != Standing::over;
  for (std::size_t i = 0; i < journey.goals.size(); ++i) {
    const JourneyGoal& goal = journey.goals[i];
    if (!bit_at(found.values[i].bits, row) || at > goal_end(world, who, goal) || reached(who, goal, i)) continue;
    who.goals.push_back(goal.name.empty() ? std::to_string(i + 1) : goal.name);
    if (who.standing != Standing::over)
      end(world, who, at, "goal", who.goals.back());
    else
      world.decision(who, at, "goal", who.goals.back());
  }
  if (!live || who.standing == Standing::over) return;
  for (std::size_t i = 0; i < journey.exits.size(); ++i)
    if (bit_at(found.values[journey.goals.size() + i].bits, row))
      return end(world, who, at, "exited", journey.exit_reasons[i]);
}

Micros next_event(const World& world, InputId stream, std::uint32_t customer, Micros after) {
  const TableData& events = world.dataset.inputs[stream.index()];
  if (customer + std::size_t{1} >= events.begin.size()) return INT64_MAX;
  const auto begin = events.time_us.begin() + events.begin[customer];
  const auto end = events.time_us.begin() + events.begin[customer + 1];
  const auto next = std::upper_bound(begin, end, after);
  return next == end ? INT64_MAX : *next;
}

// The first instant after `after` that is `length` after an event.
Micros next_end(const World& world, InputId stream, std::uint32_t customer, Duration length, Micros after) {
  const bool elapses = length.unit == DurationUnit::micros;
  Micros event = after - (elapses ? length.count : at_most_micros(length));
  while ((event = next_event(world, stream, customer, event)) != INT64_MAX)
    if (const Micros end = shifted(event, length, world.context.zone); end > after) return end;
  return INT64_MAX;
}

// What is recorded at an instant is seen right after it.
Micros next_seen(const World& world, InputId stream, std::uint32_t customer, Micros after) {
  const std::int64_t later = world.program.inputs[stream.index()].recorded ? 1 : 0;
  return next_end(world, stream, customer, {later, DurationUnit::micros}, after);
}

// When the customer next begins or ceases to hold one of the tags.
Micros next_tag(const World& world, const std::set<std::string>& names, std::uint32_t customer, Micros after) {
  Micros next = INT64_MAX;
  if (names.empty() || customer >= world.tags_of.size()) return next;
  for (const std::size_t index : world.tags_of[customer]) {
    const TagHolding& tag = world.dataset.tags[index];
    if (!names.contains(std::string(world.dataset.pool->text(tag.tag)))) continue;
    for (const Micros at : {tag.since, tag.until})
      if (at > after) next = std::min(next, at);
  }
  // What was tagged or untagged at the last run's own instant is seen right after it.
  const RunMemory* before = world.options.before;
  if (before != nullptr && before->exists && after == before->as_of && after < world.options.as_of)
    next = std::min(next, after + 1);
  return next;
}

}  // namespace

void reach_goals(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at) {
  struct Group {
    std::vector<Instance*> who;
    std::vector<Micros> at;
  };
  std::map<std::uint32_t, Group> by_journey;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const Journey& journey = world.journey_of(*inside[i]);
    if (journey.goals.empty() && journey.exits.empty()) continue;
    const bool open = inside[i]->standing != Standing::over || may_still_count(world, *inside[i]);
    if (!open || at[i] <= inside[i]->entered_at) continue;
    inside[i]->asked = std::max(inside[i]->asked, at[i]);
    by_journey[inside[i]->journey].who.push_back(inside[i]);
    by_journey[inside[i]->journey].at.push_back(at[i]);
  }
  for (const auto& [index, group] : by_journey) {
    const Journey& journey = world.program.journeys[index];
    const std::vector<InstId> roots = goals_and_exits(journey);
    const std::vector<const Instance*> seen(group.who.begin(), group.who.end());
    Frame frame = world.frame_at(seen, group.at);
    const Evaluation found = world.evaluate(roots, frame);
    for (std::size_t row = 0; row < group.who.size(); ++row)
      settle(world, journey, *group.who[row], group.at[row], found, row);
  }
}

bool may_still_count(const World& world, const Instance& who) {
  if (who.standing != Standing::over || who.outcome == "exited") return false;
  const Journey& journey = world.journey_of(who);
  for (std::size_t i = 0; i < journey.goals.size(); ++i)
    if (journey.goals[i].within.exists() && !reached(who, journey.goals[i], i) &&
        who.ended_at < goal_end(world, who, journey.goals[i]))
      return true;
  return false;
}

Micros next_flip(const World& world, const Instance& who) {
  const Journey& journey = world.journey_of(who);
  const JourneyFlips& flips = world.flips[who.journey];
  const Micros after = std::max(who.asked, who.entered_at);
  Micros next = next_tag(world, flips.tags, who.customer, after);
  // Something was done before she entered, and known only then: it holds from right after the entry.
  const bool asks = !journey.goals.empty() || !journey.exits.empty();
  if (asks && who.asked != INT64_MIN && who.asked < who.entered_at) next = std::min(next, who.entered_at + 1);
  const auto ours = [&](InputId stream) { return is_ours(world.program.inputs[stream.index()]); };
  if (std::ranges::any_of(journey.streams, ours))
    if (const Micros result = next_result(world, who.customer, after - 1); result != INT64_MAX)
      next = std::min(next, result + 1);
  for (const InputId stream : journey.streams) {
    next = std::min(next, next_seen(world, stream, who.customer, after));
    for (const Duration& span : flips.spans) next = std::min(next, next_end(world, stream, who.customer, span, after));
  }
  if (journey.reads_days) {
    const ZoneRules& zone = world.context.zone;
    next = std::min(next, zone.instant_of(zone.local_date(after) + 1, 0));
  }
  if (flips.columns && after < world.options.as_of) next = std::min(next, world.options.as_of);
  if (who.standing == Standing::over) {
    Micros last = INT64_MIN;
    for (const JourneyGoal& goal : journey.goals)
      if (goal.within.exists()) last = std::max(last, goal_end(world, who, goal));
    return next <= last ? next : INT64_MAX;
  }
  if (who.standing == Standing::waiting && who.step >= 0) {
    const JourneyStep& step = journey.steps[static_cast<std::size_t>(who.step)];
    if (step.kind == JourneyStepKind::wait_for)
      for (const StepArm& arm : step.arms) {
        const Micros event = next_event(world, arm.stream, who.customer, std::max(who.heard, who.at));
        if (event <= who.deadline) next = std::min(next, event);
      }
  }
  return next;
}

}  // namespace sop
