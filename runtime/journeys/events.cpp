#include "runtime/journeys/events.h"

#include <algorithm>

#include "runtime/journeys/kept.h"
#include "runtime/journeys/walk.h"
#include "runtime/run/firing_number.h"

namespace sop {
namespace {

struct Rows {
  std::uint32_t begin = 0, end = 0;
};

// The customer's events at exactly this instant.
Rows rows_at(const World& world, InputId stream, std::uint32_t customer, Micros at) {
  const TableData& events = world.dataset.inputs[stream.index()];
  if (customer + std::size_t{1} >= events.begin.size()) return {};
  const auto begin = events.time_us.begin();
  const auto [low, high] = std::equal_range(begin + events.begin[customer], begin + events.begin[customer + 1], at);
  return {static_cast<std::uint32_t>(low - begin), static_cast<std::uint32_t>(high - begin)};
}

// What tells the event apart: its id, else its place among those of its instant.
std::string event_name(const World& world, InputId stream, std::uint32_t row, const Rows& rows) {
  const Input& input = world.program.inputs[stream.index()];
  if (input.id < 0) return std::to_string(row - rows.begin);
  const TableData& events = world.dataset.inputs[stream.index()];
  return cell_text(events.columns[static_cast<std::size_t>(input.id)], row, *world.dataset.pool);
}

struct Candidate {
  Instance* who;
  Micros at;
  std::uint32_t event;
  std::string name;
};

class Waits {
 public:
  Waits(World& world, bool ours) : world_(world), ours_(ours) {}

  bool run(const std::vector<Instance*>& inside, const std::vector<Micros>& at) {
    std::map<std::pair<std::uint32_t, std::int32_t>, std::vector<std::size_t>> at_step;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const Instance& who = *inside[i];
      if (who.standing != Standing::waiting || who.step < 0) continue;
      const JourneyStep& step = world_.journey_of(who).steps[static_cast<std::size_t>(who.step)];
      if (step.kind == JourneyStepKind::wait_for && at[i] > who.at && at[i] <= who.deadline)
        at_step[{who.journey, who.step}].push_back(i);
      if (!ours_) inside[i]->heard = std::max(inside[i]->heard, at[i]);
    }
    for (const auto& [place, group] : at_step) {
      const Journey& journey = world_.program.journeys[place.first];
      for (const StepArm& arm : journey.steps[static_cast<std::size_t>(place.second)].arms)
        take(journey.steps[static_cast<std::size_t>(place.second)], arm, inside, at, group);
    }
    return woken_;
  }

  // `reuse`: the event that ended the wait before may end this one at once.
  bool reuse(Instance& who) {
    const JourneyStep& step = world_.journey_of(who).steps[static_cast<std::size_t>(who.step)];
    for (const StepArm& arm : step.arms) {
      if (!arm.stream.exists() || world_.program.inputs[arm.stream.index()].name != who.used.stream) continue;
      const Rows rows = rows_at(world_, arm.stream, who.customer, who.used.at);
      for (std::uint32_t row = rows.begin; row < rows.end; ++row)
        if (event_name(world_, arm.stream, row, rows) == who.used.id)
          take_fitting(arm, {{&who, who.used.at, row, who.used.id}}, who.at);
      if (woken_) return true;
    }
    return false;
  }

  // Late events of waits that went the way of their timeout.
  void record_late(const std::vector<Instance*>& inside, const std::vector<Micros>& at) {
    for (std::size_t i = 0; i < inside.size(); ++i)
      for (const ClosedWait& wait : inside[i]->closed)
        if (wait.from < at[i] && at[i] <= wait.until) record_late(*inside[i], wait, at[i]);
  }

 private:
  void record_late(Instance& who, const ClosedWait& wait, Micros at) {
    const Journey& journey = world_.journey_of(who);
    for (const StepArm& arm : journey.steps[static_cast<std::size_t>(wait.step)].arms) {
      if (!arm.stream.exists()) continue;
      const Rows rows = rows_at(world_, arm.stream, who.customer, at);
      std::vector<Candidate> candidates;
      for (const std::uint32_t row : world_.late.rows_of(arm.stream))
        if (rows.begin <= row && row < rows.end) candidates.push_back({&who, at, row, ""});
      if (candidates.empty()) continue;
      Frame frame = frame_of(arm, candidates);
      for (const bool fits : fitting(arm, frame))
        if (fits)
          world_.result.decisions.push_back({who.customer, journey.name, step_word(journey, wait.step), at, "late",
                                             arm.name + ": the wait had ended"});
    }
  }

  std::vector<bool> fitting(const StepArm& arm, Frame& frame) {
    std::vector<bool> fits(frame.rows(), true);
    if (!arm.condition.exists()) return fits;
    const std::vector<InstId> roots{arm.condition};
    const Evaluation found = world_.evaluate(roots, frame);
    for (std::size_t row = 0; row < fits.size(); ++row) fits[row] = bit_at(found.values[0].bits, row);
    return fits;
  }

  // Whoever is still waiting and has an event that fits goes this way.
  void take(const JourneyStep& step, const StepArm& arm, const std::vector<Instance*>& inside,
            const std::vector<Micros>& at, const std::vector<std::size_t>& group) {
    if (!arm.stream.exists() || is_ours(world_.program.inputs[arm.stream.index()]) != ours_) return;
    std::vector<Candidate> candidates;
    for (const std::size_t i : group) {
      Instance* who = inside[i];
      if (who->standing != Standing::waiting) continue;
      const Rows rows = rows_at(world_, arm.stream, who->customer, at[i]);
      for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
        std::string name = event_name(world_, arm.stream, row, rows);
        const UsedEvent event{world_.program.inputs[arm.stream.index()].name, at[i], name};
        if (step.reuse || who->used != event) candidates.push_back({who, at[i], row, std::move(name)});
      }
    }
    if (!candidates.empty()) take_fitting(arm, candidates, INT64_MIN);
  }

  // `now`: the instant at which the arm is taken; none: the event's.
  void take_fitting(const StepArm& arm, const std::vector<Candidate>& candidates, Micros now) {
    Frame frame = frame_of(arm, candidates);
    const std::vector<bool> fits = fitting(arm, frame);
    auto kept =
        keep(world_.program, world_.dataset, std::move(frame), arm.kept, 0, world_.options.evaluate, world_.context);
    for (std::size_t row = 0; row < candidates.size(); ++row) {
      Instance& who = *candidates[row].who;
      if (!fits[row] || who.standing != Standing::waiting) continue;
      for (auto& [index, cell] : kept[row]) who.kept[index] = std::move(cell);
      who.used = {world_.program.inputs[arm.stream.index()].name, candidates[row].at, candidates[row].name};
      take_arm(world_, who, arm, now == INT64_MIN ? candidates[row].at : now);
      woken_ = true;
    }
  }

  Frame frame_of(const StepArm& arm, const std::vector<Candidate>& candidates) const {
    std::vector<const Instance*> who;
    std::vector<Micros> at;
    for (const Candidate& one : candidates) {
      who.push_back(one.who);
      at.push_back(one.at);
    }
    Frame frame = world_.frame_at(who, at);
    frame.stream = arm.stream;
    for (const Candidate& one : candidates) frame.event.push_back(one.event);
    return frame;
  }

  World& world_;
  bool ours_;
  bool woken_ = false;
};

}  // namespace

bool reuse_event(World& world, Instance& who) { return Waits(world, false).reuse(who); }

void record_late(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at) {
  Waits(world, false).record_late(inside, at);
}

bool end_waits(World& world, const std::vector<Instance*>& inside, const std::vector<Micros>& at, bool ours) {
  return Waits(world, ours).run(inside, at);
}

bool listens_to_deeds(const Program& program) {
  const auto ours = [&](InputId stream) { return stream.exists() && is_ours(program.inputs[stream.index()]); };
  return std::ranges::any_of(program.journeys, [&](const Journey& journey) {
    return std::ranges::any_of(journey.entries, [&](const JourneyEntry& e) { return ours(e.trigger.stream); }) ||
           std::ranges::any_of(journey.steps, [&](const JourneyStep& step) {
             return std::ranges::any_of(step.arms, [&](const StepArm& arm) { return ours(arm.stream); });
           });
  });
}

void add_deed_calls(World& world, std::uint32_t customer, Micros at) {
  for (std::uint32_t j = 0; j < world.program.journeys.size(); ++j)
    for (std::size_t e = 0; e < world.program.journeys[j].entries.size(); ++e) {
      const InputId stream = world.program.journeys[j].entries[e].trigger.stream;
      if (!stream.exists() || !is_ours(world.program.inputs[stream.index()])) continue;
      const Rows rows = rows_at(world, stream, customer, at);
      for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
        if (!world.deed_calls.insert({j, static_cast<std::uint32_t>(e), customer, at, row - rows.begin}).second)
          continue;
        EntryCall call{.journey = j, .customer = customer, .at = at, .entry = e, .event = row, .has_event = true};
        world.calls.push_back(std::move(call));
      }
    }
}

}  // namespace sop
