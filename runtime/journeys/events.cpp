#include "runtime/journeys/events.h"

#include <algorithm>

#include "runtime/journeys/enter.h"
#include "runtime/journeys/kept.h"
#include "runtime/journeys/ours.h"
#include "runtime/journeys/results.h"
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
    if (!arm.stream.exists()) return;
    const Input& input = world_.program.inputs[arm.stream.index()];
    // Of changes that actions may cause, those already told at the beginning of the instant are there from its start.
    if (ours_ ? !world_.readers.streams[arm.stream.index()] : is_ours(input)) return;
    const bool asks_outcome = ours_ && reads_outcome(world_.program, arm.stream, arm.condition);
    std::vector<Candidate> candidates;
    for (const std::size_t i : group) {
      Instance* who = inside[i];
      if (who->standing != Standing::waiting) continue;
      const Rows rows = rows_at(world_, arm.stream, who->customer, at[i]);
      for (std::uint32_t row = rows.begin; row < rows.end; ++row) {
        if (at[i] >= who->wake && comes_after_actions(arm.stream, row)) continue;  // the timeout was first
        std::string name = event_name(world_, arm.stream, row, rows);
        const UsedEvent event{input.name, at[i], name};
        const bool named = input.id >= 0;  // then its time may be corrected
        const bool same = named ? who->used.stream == event.stream && who->used.id == event.id : who->used == event;
        if (asks_outcome && was_closed_before(world_, arm.stream, row)) continue;
        if (step.reuse || !same) candidates.push_back({who, at[i], row, std::move(name)});
      }
    }
    if (asks_outcome)
      for (const std::size_t i : group)
        for (const std::uint32_t row : rows_with_results(world_, arm.stream, inside[i]->customer, at[i]))
          candidates.push_back({inside[i], at[i], row, "outcome " + std::to_string(row)});
    if (!candidates.empty()) take_fitting(arm, candidates, INT64_MIN);
  }

  bool comes_after_actions(InputId stream, std::uint32_t row) const {
    return is_our_doing(world_.program.inputs[stream.index()], world_.dataset.inputs[stream.index()], row,
                        *world_.dataset.pool);
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
      step_on(who, arm.next, now == INT64_MIN ? candidates[row].at : now);
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

namespace {

// Rows of the instant that something new may hear: of this run, and those whose outcome comes now, if it asks for that.
std::vector<std::uint32_t> new_rows(const World& world, InputId stream, InstId where, std::uint32_t customer,
                                    Micros at) {
  const Rows rows = rows_at(world, stream, customer, at);
  HistoryId history;
  for (std::size_t h = 0; h < world.program.histories.size(); ++h)
    if (world.program.histories[h].changes == stream) history = HistoryId(h);
  std::vector<std::uint32_t> out;
  const bool asks_outcome = reads_outcome(world.program, stream, where);
  if (asks_outcome) out = rows_with_results(world, stream, customer, at);
  if (rows.begin == rows.end || (history.exists() && !world.told_now(history, customer, at))) return out;
  for (std::uint32_t row = rows.begin; row < rows.end; ++row)
    if (!is_of_an_earlier_run(world, stream, row) && !(asks_outcome && was_closed_before(world, stream, row)))
      out.push_back(row);
  return out;
}

template <class Take>
void for_listening(const World& world, Take take) {
  const auto grows = [&](InputId stream) { return stream.exists() && world.readers.streams[stream.index()]; };
  for (std::uint32_t j = 0; j < world.program.journeys.size(); ++j)
    for (std::uint32_t e = 0; e < world.program.journeys[j].entries.size(); ++e)
      if (const InputId stream = world.program.journeys[j].entries[e].trigger.stream; grows(stream))
        take(stream, j, e, false);
  for (std::uint32_t r = 0; r < world.program.rules.size(); ++r)
    for (std::uint32_t t = 0; t < world.program.rules[r].triggers.size(); ++t)
      if (const InputId stream = world.program.rules[r].triggers[t].stream; grows(stream)) take(stream, r, t, true);
}

}  // namespace

void add_deed_calls(World& world, std::uint32_t customer, Micros at) {
  for_listening(world, [&](InputId stream, std::uint32_t j, std::uint32_t e, bool rule) {
    if (rule || at <= starts_after(world, world.program.journeys[j])) return;
    std::uint32_t number = 0;
    const InstId where = world.program.journeys[j].entries[e].trigger.where;
    for (const std::uint32_t row : new_rows(world, stream, where, customer, at)) {
      if (!world.deed_calls.insert({j, e, customer, at, number++}).second) continue;
      world.calls.push_back(
          {.journey = j, .customer = customer, .at = at, .entry = e, .event = row, .has_event = true});
    }
  });
}

std::vector<RuleCall> deed_rule_calls(World& world, std::uint32_t customer, Micros at) {
  std::vector<RuleCall> out;
  for_listening(world, [&](InputId stream, std::uint32_t r, std::uint32_t t, bool rule) {
    if (!rule || at <= starts_after(world, r)) return;
    std::uint32_t number = 0;
    const auto source = static_cast<std::uint32_t>(world.program.journeys.size() + r);
    const InstId where = world.program.rules[r].triggers[t].where;
    for (const std::uint32_t row : new_rows(world, stream, where, customer, at))
      if (world.deed_calls.insert({source, t, customer, at, number++}).second)
        out.push_back({.customer = customer, .at = at, .rule = r, .trigger = t, .event = row, .has_event = true});
  });
  return out;
}

Micros next_recorded(const World& world, std::uint32_t customer, Micros after) {
  Micros next = INT64_MAX;
  for_listening(world, [&](InputId stream, std::uint32_t, std::uint32_t, bool) {
    const TableData& events = world.dataset.inputs[stream.index()];
    if (customer + std::size_t{1} >= events.begin.size()) return;
    const auto end = events.time_us.begin() + events.begin[customer + 1];
    const auto found = std::upper_bound(events.time_us.begin() + events.begin[customer], end, after);
    if (found != end) next = std::min(next, *found);
  });
  return next;
}

}  // namespace sop
