// What starts itself again at one instant, with no wait in between (S3025): journeys that enter each other, rules and
// journeys that answer what they themselves do. A member that stops by itself - `once`, `reenter never`, a cap, a
// condition on what was done before - makes it no circle.
#include "compiler/analysis/circles.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/analysis/deeds.h"
#include "compiler/analysis/each_part.h"
#include "compiler/ir/steps.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

// A rule or a journey.
struct Member {
  const Rule* rule = nullptr;
  const Journey* journey = nullptr;

  const std::string& name() const { return rule != nullptr ? rule->name : journey->name; }
  Span span() const { return rule != nullptr ? rule->span : journey->span; }
};

struct Start {
  std::size_t next = 0;  // into members_
  Span place;
  std::int64_t at_us = -1;  // the time of day that is waited for, in between
};

// What a member does at the instant it is started.
struct Done {
  const Action* action = nullptr;  // none: that she entered
  Told told;
  bool over = true;  // nothing of a journey need be left after it
};

class Circles {
 public:
  explicit Circles(Reasoning& reasoning)
      : reasoning_(reasoning), subject_(reasoning.subject()), program_(reasoning.program()) {}

  void run() {
    for (const Rule& rule : program_.rules) members_.push_back({&rule, nullptr});
    for (const Journey& journey : program_.journeys) members_.push_back({nullptr, &journey});
    std::ranges::stable_sort(members_, {}, [](const Member& one) { return one.span(); });
    index();
    for (const Guard& guard : program_.guards)
      if (takes(program_, guard.blocked, {}) == DeedTaken::until) stopping_.push_back(&guard);
    starts_.resize(members_.size());
    for (std::size_t i = 0; i < members_.size(); ++i) connect(i);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      std::vector<std::size_t> way;
      follow(i, i, way);
    }
  }

 private:
  // ---- Who starts whom
  void index() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const Member& one = members_[i];
      if (!again(one)) continue;
      if (one.journey != nullptr) entered_[one.journey->name] = i;
      const auto listens = [&](const Trigger& trigger) {
        if (!trigger.stream.exists()) return;
        const Input& input = program_.inputs[trigger.stream.index()];
        if (input.recorded) listeners_[input.name].push_back(i);
      };
      if (one.rule != nullptr)
        for (const Trigger& trigger : one.rule->triggers) listens(trigger);
      else
        for (const JourneyEntry& entry : one.journey->entries) listens(entry.trigger);
    }
  }

  // May it be started a second time at once?
  bool again(const Member& one) const {
    if (one.rule != nullptr) return one.rule->once.kind == OnceKind::always;
    return one.journey->reenter == Reenter::after_exit && !one.journey->period.exists();
  }

  void connect(std::size_t at) {
    const Member& one = members_[at];
    if (!again(one)) return;
    for (const Done& done : done_by(one)) {
      if (edges_ > most_edges) return;
      const Span place = done.action != nullptr ? done.action->span : one.span();
      if (done.action != nullptr && done.action->verb == Verb::enter) {
        const auto found = entered_.find(done.action->object);
        if (found != entered_.end()) add(at, {found->second, place});  // even where it would be ignored: it is meant
        continue;
      }
      const auto heard = listeners_.find(done.told.stream);
      if (heard == listeners_.end() || !leaves_room(one, done)) continue;
      for (const std::size_t other : heard->second)
        if (answers(members_[other], done.told)) add(at, {other, place, done.told.at_us});
    }
  }

  // Of several between two the first; one that waits for nothing is before all others.
  void add(std::size_t from, const Start& made) {
    ++edges_;
    std::vector<Start>& starts = starts_[from];
    const auto known = std::ranges::find(starts, made.next, &Start::next);
    if (known == starts.end())
      starts.push_back(made);
    else if (known->at_us >= 0 && made.at_us < 0)
      *known = made;
  }

  // Who is still in a journey when it would start her again is left alone, or waits for the end.
  static bool leaves_room(const Member& one, const Done& done) {
    return one.rule != nullptr || done.over || one.journey->while_live == WhileLive::restart;
  }

  bool answers(const Member& other, const Told& told) const {
    const auto hears = [&](const Trigger& trigger, InstId condition) {
      return trigger.stream.exists() && program_.inputs[trigger.stream.index()].name == told.stream &&
             takes(program_, trigger.where, told) == DeedTaken::always &&
             takes(program_, condition, told) == DeedTaken::always;
    };
    if (other.rule != nullptr)
      return std::ranges::any_of(other.rule->triggers,
                                 [&](const Trigger& one) { return hears(one, other.rule->condition); });
    return std::ranges::any_of(other.journey->entries,
                               [&](const JourneyEntry& one) { return hears(one.trigger, one.condition); });
  }

  // ---- What is done at once
  std::vector<Done> done_by(const Member& one) const {
    std::vector<Done> out;
    if (one.rule != nullptr) {
      for (const Action& action : one.rule->actions) act(action, one.name(), step_identity(action), true, out);
      return out;
    }
    const Journey& journey = *one.journey;
    std::vector<std::int32_t> steps;
    reach(journey, 0, steps);
    Done entered;
    entered.told = {"entries", {{"journey", journey.name}}};
    entered.over = ends_from(journey, 0);
    out.push_back(std::move(entered));
    for (const std::int32_t at : steps) {
      const JourneyStep& step = journey.steps[static_cast<std::size_t>(at)];
      if (step.kind == JourneyStepKind::act)
        act(journey.actions[static_cast<std::size_t>(step.action)], journey.name, step_word(journey, at),
            ends_from(journey, step.next), out);
    }
    return out;
  }

  void act(const Action& action, const std::string& source, const std::string& step, bool over,
           std::vector<Done>& out) const {
    if (!action.next_of.empty()) {
      if (!action.restart) return;  // they are used up
      for (const Action& one : action.next_of) act(one, source, step, over, out);
      return;
    }
    if (guarded_by_what_was_done(action)) return;
    Done done{&action, told_of(program_, action, source, step), over};
    if (action.verb == Verb::enter || !done.told.stream.empty()) out.push_back(std::move(done));
  }

  bool guarded_by_what_was_done(const Action& action) const {
    return action.verb == Verb::send && std::ranges::any_of(stopping_, [&](const Guard* guard) {
             if (guard->kind != GuardKind::suppress && guard->object != action.object) return false;
             return guard->channel.empty() || guard->channel == action.channel;
           });
  }

  // The steps that are reached without a wait.
  static void reach(const Journey& journey, std::int32_t from, std::vector<std::int32_t>& out) {
    std::vector<bool> seen(journey.steps.size(), false);
    std::vector<std::int32_t> open{from};
    while (!open.empty()) {
      const std::int32_t at = open.back();
      open.pop_back();
      if (at < 0 || static_cast<std::size_t>(at) >= seen.size() || seen[static_cast<std::size_t>(at)]) continue;
      seen[static_cast<std::size_t>(at)] = true;
      out.push_back(at);
      const JourneyStep& step = journey.steps[static_cast<std::size_t>(at)];
      if (waits(step)) continue;
      if (step.kind == JourneyStepKind::leave) continue;
      for (const StepArm& arm : step.arms) open.push_back(arm.next);
      if (step.kind == JourneyStepKind::repeat) open.push_back(step.body);
      open.push_back(step.next);
    }
    std::ranges::sort(out);
  }

  static bool waits(const JourneyStep& step) {
    switch (step.kind) {
      case JourneyStepKind::wait_span:
      case JourneyStepKind::wait_time:
      case JourneyStepKind::wait_until:
      case JourneyStepKind::wait_for: return true;
      case JourneyStepKind::act:
      case JourneyStepKind::choose:
      case JourneyStepKind::split:
      case JourneyStepKind::repeat:
      case JourneyStepKind::leave: return false;
    }
    return false;
  }

  // Can it end from here without a wait?
  static bool ends_from(const Journey& journey, std::int32_t from) {
    std::vector<std::int32_t> steps;
    reach(journey, from, steps);
    if (steps.empty()) return true;
    return std::ranges::any_of(steps, [&](std::int32_t at) {
      const JourneyStep& step = journey.steps[static_cast<std::size_t>(at)];
      if (waits(step)) return false;
      return step.kind == JourneyStepKind::leave || step.next < 0 ||
             std::ranges::any_of(step.arms, [](const StepArm& arm) { return arm.next < 0; });
    });
  }

  // ---- Circles: depth first; one is told at its first member
  void follow(std::size_t at, std::size_t first, std::vector<std::size_t>& way) {
    constexpr std::size_t longest = 50;
    if (way.size() > longest || steps_ > most_steps || told_.contains(first)) return;
    ++steps_;
    way.push_back(at);
    for (const Start& start : starts_[at]) {
      if (told_.contains(first)) break;
      if (start.next == first && at_one_instant(way) && somebody(way)) tell(first, way, start.place);
      if (start.next > first && std::ranges::find(way, start.next) == way.end()) follow(start.next, first, way);
    }
    way.pop_back();
  }

  // `at 10:00` is at once where it is 10:00, and all others of the circle wait for nothing else.
  bool at_one_instant(const std::vector<std::size_t>& way) const {
    std::int64_t at = -1;
    for (std::size_t i = 0; i < way.size(); ++i) {
      const std::size_t next = i + 1 < way.size() ? way[i + 1] : way[0];
      const std::int64_t here = std::ranges::find(starts_[way[i]], next, &Start::next)->at_us;
      if (here >= 0 && at >= 0 && here != at) return false;
      at = std::max(at, here);
    }
    return true;
  }

  // Does one customer meet the conditions of all of its rules?
  bool somebody(const std::vector<std::size_t>& way) {
    std::vector<FormulaId> together;
    for (const std::size_t at : way)
      if (const Rule* rule = members_[at].rule; rule != nullptr && rule->condition.exists())
        if (!reads_an_event(rule->condition)) together.push_back(reasoning_.of(rule->condition));
    return together.empty() || !reasoning_.surely_never(std::move(together));
  }

  bool reads_an_event(InstId condition) const {
    bool reads = false;
    for_each_part(program_, {condition}, [&](InstId id, auto&) {
      const Inst& inst = program_.at(id);
      reads = reads || (inst.kind == InstKind::column && inst.a != program_.population.value) ||
              (inst.kind == InstKind::context && inst.a == static_cast<std::int32_t>(ContextValue::event_time));
      return !reads;
    });
    return reads;
  }

  void tell(std::size_t first, const std::vector<std::size_t>& way, Span place) {
    std::string circle;
    for (const std::size_t at : way) circle += members_[at].name() + " → ";
    circle += members_[first].name();
    told_.insert(first);
    subject_.diagnostics
        .report(Code::S3025, header_at(subject_, members_[first].span()), {members_[first].name(), circle})
        .relate(place, Phrase::starts_next, {members_[first].name()});
  }

  static constexpr std::size_t most_steps = 10'000, most_edges = 20'000;
  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  std::vector<Member> members_;
  std::vector<const Guard*> stopping_;                         // those that hold until something was done
  std::map<std::string, std::size_t> entered_;                 // journeys, by name
  std::map<std::string, std::vector<std::size_t>> listeners_;  // by the stream that they hear
  std::vector<std::vector<Start>> starts_;
  std::set<std::size_t> told_;
  std::size_t steps_ = 0, edges_ = 0;
};

}  // namespace

void check_circles(Reasoning& reasoning) { Circles(reasoning).run(); }

}  // namespace sop
