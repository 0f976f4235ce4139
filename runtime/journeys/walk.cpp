#include "runtime/journeys/walk.h"

#include <algorithm>
#include <map>

#include "runtime/contacts/holdout.h"
#include "runtime/journeys/events.h"
#include "runtime/journeys/kept.h"
#include "runtime/run/effects.h"

namespace sop {
namespace {

using Group = std::vector<Instance*>;

const JourneyStep& step_of(const World& world, const Instance& who) {
  return world.journey_of(who).steps[static_cast<std::size_t>(who.step)];
}

void wait(Instance& who, Micros until) {
  who.standing = Standing::waiting;
  who.wake = until;
}

std::vector<const Instance*> seen(const Group& group) { return {group.begin(), group.end()}; }

class Walk {
 public:
  explicit Walk(World& world) : world_(world) {}

  Group run(Group ready) {
    Group acting;
    while (!ready.empty()) {
      std::map<std::pair<std::uint32_t, std::int32_t>, Group> at_step;
      for (Instance* who : ready) {
        if (who->step == no_step || world_.journey_of(*who).steps.empty()) {
          end(world_, *who, who->at, "ended", "");
          continue;
        }
        at_step[{who->journey, who->step}].push_back(who);
      }
      ready.clear();
      for (auto& [place, group] : at_step) {
        const JourneyStep& step = step_of(world_, *group[0]);
        if (step.kind == JourneyStepKind::act) {
          acting.insert(acting.end(), group.begin(), group.end());
          continue;
        }
        take(step, group);
        for (Instance* who : group)
          if (who->standing == Standing::ready) ready.push_back(who);
      }
    }
    return acting;
  }

 private:
  void take(const JourneyStep& step, Group& group) {
    switch (step.kind) {
      case JourneyStepKind::act: return;
      case JourneyStepKind::leave:
        for (Instance* who : group) end(world_, *who, who->at, "ended", "");
        return;
      case JourneyStepKind::wait_span:
        for (Instance* who : group)
          wait_until(*who, moved(who->at, world_.constant(step.length), world_.context.zone), step.next);
        return;
      case JourneyStepKind::wait_time:
        for (Instance* who : group) wait_until(*who, next_time(who->at, step.at_us), step.next);
        return;
      case JourneyStepKind::wait_until: return until_date(step, group);
      case JourneyStepKind::wait_for:
        for (Instance* who : group) {
          who->deadline = moved(who->at, world_.constant(step.up_to), world_.context.zone);
          wait(*who, step.grace.exists() ? moved(who->deadline, world_.constant(step.grace), world_.context.zone)
                                         : who->deadline);
          if (step.reuse && !who->used.stream.empty()) reuse_event(world_, *who);
        }
        return;
      case JourneyStepKind::choose: return choose(step, group);
      case JourneyStepKind::split: return split(step, group);
      case JourneyStepKind::repeat: return repeat(step, group);
    }
  }

  // Now is no wait.
  void wait_until(Instance& who, Micros until, std::int32_t next) const {
    if (until <= who.at)
      step_on(who, next, who.at);
    else
      wait(who, until);
  }

  Micros next_time(Micros at, std::int64_t at_us) const {
    const ZoneRules& zone = world_.context.zone;
    const Days today = zone.local_date(at);
    const Micros here = zone.instant_of(today, at_us);
    return here >= at ? here : zone.instant_of(today + 1, at_us);
  }

  void until_date(const JourneyStep& step, Group& group) {
    Frame frame = world_.frame_of(seen(group));
    const std::vector<InstId> roots{step.until};
    const Evaluation found = world_.evaluate(roots, frame);
    const ColumnData& dates = found.values[0];
    for (std::size_t row = 0; row < group.size(); ++row) {
      Instance& who = *group[row];
      if (!dates.is_known(row)) {
        give_up(who, step, step.missing == Past::leave, "missing");
        continue;
      }
      const Micros until = instant_of(dates, row, step.at_us);
      if (until < who.at && step.past != Past::run)
        give_up(who, step, step.past == Past::leave, "past");
      else
        wait_until(who, until, step.next);
    }
  }

  Micros instant_of(const ColumnData& dates, std::size_t row, std::int64_t at_us) const {
    const ZoneRules& zone = world_.context.zone;
    if (dates.type.is(TypeKind::date)) return zone.instant_of(dates.whole[row], std::max<std::int64_t>(at_us, 0));
    return at_us < 0 ? dates.whole[row] : zone.instant_of(zone.local_date(dates.whole[row]), at_us);
  }

  void give_up(Instance& who, const JourneyStep& step, bool leaves, const char* reason) {
    if (leaves) return end(world_, who, who.at, "exited", reason);
    world_.decision(who, who.at, "skipped", reason);
    step_on(who, step.skip, who.at);
  }

  void choose(const JourneyStep& step, Group& group) {
    std::vector<InstId> roots;
    for (const StepArm& arm : step.arms) roots.push_back(arm.condition);
    Frame frame = world_.frame_of(seen(group));
    const Evaluation found = world_.evaluate(roots, frame);
    for (std::size_t row = 0; row < group.size(); ++row) {
      std::int32_t next = step.next;
      for (std::size_t arm = step.arms.size(); arm > 0; --arm)
        if (bit_at(found.values[arm - 1].bits, row)) next = step.arms[arm - 1].next;
      step_on(*group[row], next, group[row]->at);
    }
  }

  void split(const JourneyStep& step, Group& group) {
    std::vector<SplitArm> arms;
    for (const StepArm& arm : step.arms) arms.push_back({arm.weight, arm.name == "holdout" || arm.name == "对照组"});
    std::vector<std::string> keys;
    for (const Instance* who : group) keys.emplace_back(world_.customer_id(who->customer));
    if (step.by.exists()) {
      Frame frame = world_.frame_of(seen(group));
      const std::vector<InstId> roots{step.by};
      const Evaluation found = world_.evaluate(roots, frame);
      for (std::size_t row = 0; row < group.size(); ++row)
        if (found.values[0].is_known(row)) {
          const Cell cell = cell_at(found.values[0], row, *world_.dataset.pool);
          keys[row] = cell.text.empty() ? std::to_string(cell.whole) : cell.text;
        }
    }
    for (std::size_t row = 0; row < group.size(); ++row)
      step_on(*group[row], step.arms[split_arm(arms, step.salt, keys[row])].next, group[row]->at);
  }

  // Start to start: a round begins when the one before began `length` ago, or when its steps are done.
  void repeat(const JourneyStep& step, Group& group) {
    Group asked;
    for (Instance* who : group) {
      const auto here = rounds_of(*who);
      const bool inside = here != who->rounds.end();
      const std::int64_t begun = inside ? here->count : 0;
      if (begun >= step.times) {
        leave_rounds(*who, step);
        continue;
      }
      const Micros next = inside ? moved(here->began, world_.constant(step.length), world_.context.zone) : who->at;
      if (next > who->at)
        wait(*who, next);
      else
        asked.push_back(who);
    }
    if (asked.empty()) return;
    std::vector<bool> goes_on(asked.size(), true);
    if (step.condition.exists()) {
      Frame frame = world_.frame_of(seen(asked));
      const std::vector<InstId> roots{step.condition};
      const Evaluation found = world_.evaluate(roots, frame);
      for (std::size_t row = 0; row < asked.size(); ++row) goes_on[row] = bit_at(found.values[0].bits, row);
    }
    for (std::size_t row = 0; row < asked.size(); ++row)
      if (goes_on[row])
        begin_round(*asked[row], step);
      else
        leave_rounds(*asked[row], step);
  }

  static std::vector<Rounds>::iterator rounds_of(Instance& who) {
    return std::ranges::find(who.rounds, who.step, &Rounds::step);
  }

  void begin_round(Instance& who, const JourneyStep& step) const {
    auto here = rounds_of(who);
    if (here == who.rounds.end()) here = who.rounds.insert(here, {who.step, 0, 0});
    ++here->count;
    here->began = who.at;
    step_on(who, step.body, who.at);
  }

  void leave_rounds(Instance& who, const JourneyStep& step) const {
    const std::int32_t left = who.step;
    std::erase_if(who.rounds, [&](const Rounds& rounds) { return rounds.step == left; });
    step_on(who, step.next, who.at);
  }

  World& world_;
};

}  // namespace

void end(World& world, Instance& who, Micros at, const std::string& outcome, const std::string& reason) {
  if (outcome != "ended") world.decision(who, at, outcome, reason);
  who.standing = Standing::over;
  who.ended_at = at;
  who.outcome = outcome;
  who.wake = INT64_MAX;
  for (QueuedEntry& queued : world.queued) {
    if (queued.customer != who.customer || queued.key != who.key) continue;
    if (world.program.journeys[queued.journey].name != world.journey_of(who).name) continue;  // of any version
    EntryCall call{.journey = queued.journey, .customer = who.customer, .at = at};
    call.entered_by = queued.entered_by;
    call.is_asked = call.is_ready = true;
    call.kept = queued.kept;
    world.calls.push_back(std::move(call));
    queued.customer = UINT32_MAX;
  }
}

std::vector<Instance*> walk(World& world, std::vector<Instance*> ready) { return Walk(world).run(std::move(ready)); }

void wake(World& world, Instance& who, Micros at) {
  const JourneyStep& step = step_of(world, who);
  switch (step.kind) {
    case JourneyStepKind::wait_for:
      who.closed.push_back({who.step, who.at, who.deadline});
      return step_on(who, step.next, who.deadline);  // decided now, due then
    case JourneyStepKind::wait_span:
    case JourneyStepKind::wait_time:
    case JourneyStepKind::wait_until: return step_on(who, step.next, at);
    case JourneyStepKind::act:
    case JourneyStepKind::repeat:
    case JourneyStepKind::choose:
    case JourneyStepKind::split:
    case JourneyStepKind::leave:
      who.standing = Standing::ready;
      who.at = at;
      who.wake = INT64_MAX;
      return;
  }
}

void step_on(Instance& who, std::int32_t next, Micros at) {
  who.standing = Standing::ready;
  who.step = next;
  who.at = who.heard = at;
  who.asked = std::min(who.asked, at);  // what she does in the past may end her there
  who.wake = INT64_MAX;
  who.deadline = INT64_MAX;
  who.due = INT64_MIN;
}

std::string iteration(const Instance& who) {
  std::string out;
  for (const Rounds& rounds : who.rounds) out += (out.empty() ? "" : ".") + std::to_string(rounds.count);
  return out.empty() ? "1" : out;
}

}  // namespace sop
