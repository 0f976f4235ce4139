#include "compiler/analysis/plans.h"

#include <algorithm>

#include "compiler/analysis/each_part.h"
#include "compiler/ir/steps.h"
#include "runtime/contacts/pace_times.h"
#include "runtime/cost/journey_pace.h"

namespace sop {
namespace {

constexpr std::size_t most_plans = 6, most_plan_steps = 200;
constexpr Micros horizon = 40 * micros_per_day;

class Planning {
 public:
  Planning(const Program& program, const Guard* const* begin, const Guard* const* end)
      : program_(program), guards_(begin, end) {}

  // ---- Rules
  std::vector<SendPlan> of(const Rule& rule, InstId where, Micros at) const {
    SendPlan plan;
    ask(plan, where, true, at);
    ask(plan, rule.condition, true, at);
    for (const Action& action : rule.actions) {
      const Action& sent = action.next_of.empty() ? action : action.next_of.front();  // whichever it is, it is one
      if (is_contact(sent)) send(plan, sent, pace_of_contact(program_, sent), at, step_identity(action));
    }
    return plan.sends.empty() ? std::vector<SendPlan>{} : std::vector{std::move(plan)};
  }

  // ---- Journeys
  std::vector<SendPlan> of(const Journey& journey, const NamedPace& pace, const std::vector<InstId>& entry, Micros at) {
    journey_ = &journey;
    pace_ = &pace;
    entered_ = at;
    made_.clear();
    steps_ = 0;
    SendPlan plan;
    for (const InstId condition : entry) ask(plan, condition, true, at);
    walk(journey.steps.empty() ? no_step : 0, at, std::move(plan), {});
    return std::move(made_);
  }

 private:
  using Rounds = std::vector<std::pair<std::int32_t, std::pair<std::int64_t, Micros>>>;  // step, how many, begun when

  void ask(SendPlan& plan, InstId condition, bool holds, Micros at) const {
    if (condition.exists()) plan.asked.push_back({condition, holds, at});
  }

  // When it goes out; `at` where it is dropped. What a full cap puts off goes out nobody knows when.
  Micros send(SendPlan& plan, const Action& action, const PaceStep& contact, Micros at, const std::string& name) const {
    Micros due = contact.at_us >= 0 ? next_clock(at, contact.at_us) : at;
    due += shortest(contact.length);
    const auto out = opening(contact, due);
    if (!out || contact.longest_wait.count > 0) return due;
    for (const Guard* guard : guards_)
      if (is_about(*guard, action, contact.kind)) ask(plan, guard->blocked, false, *out);
    if (journey_ != nullptr) still_inside(plan, *out);
    const bool plain = action.verb == Verb::send && action.next_of.empty();
    plan.sends.push_back({*out, contact.kind, name, plain ? action.object : std::string()});
    return *out;
  }

  bool is_about(const Guard& guard, const Action& action, ContactKind kind) const {
    if (guard.kind == GuardKind::suppress)
      return (guard.channel.empty() || guard.channel == action.channel) &&
             (guard.of_class == ContactClass::any || guard.of_class == kind.of_class);
    return action.verb == Verb::send && guard.object == action.object;
  }

  void still_inside(SendPlan& plan, Micros at) const {
    for (const InstId exit : journey_->exits) ask(plan, exit, false, at);
    for (const JourneyGoal& goal : journey_->goals) ask(plan, goal.condition, false, at);
  }

  void end(SendPlan plan) {
    if (!plan.sends.empty() && made_.size() < most_plans) made_.push_back(std::move(plan));
  }

  void walk(std::int32_t index, Micros at, SendPlan plan, Rounds rounds) {
    while (index != no_step && at < horizon && ++steps_ < most_plan_steps && made_.size() < most_plans) {
      const JourneyStep& step = journey_->steps[static_cast<std::size_t>(index)];
      const PaceStep& pace = pace_->pace.steps[static_cast<std::size_t>(index)];
      switch (step.kind) {
        case JourneyStepKind::act:
          if (const Action& action = journey_->actions[static_cast<std::size_t>(step.action)];
              is_contact(action.next_of.empty() ? action : action.next_of.front())) {
            const Action& sent = action.next_of.empty() ? action : action.next_of.front();
            at = send(plan, sent, pace_of_contact(program_, sent), at, step_word(*journey_, index));
          }
          break;
        case JourneyStepKind::wait_span: at += shortest(pace.length); break;
        case JourneyStepKind::wait_time: at = next_clock(at, step.at_us); break;
        case JourneyStepKind::wait_until: {
          if (pace.what != PaceKind::day) return end(std::move(plan));
          const Micros day = entered_ / micros_per_day * micros_per_day + pace.day * micros_per_day + pace.at_us;
          if (day >= at) {
            at = day;
          } else if (step.past == Past::skip) {
            index = step.skip;
            continue;
          } else if (step.past != Past::run) {
            return end(std::move(plan));
          }
          break;
        }
        case JourneyStepKind::wait_for: at += shortest(pace.length) + shortest(pace.grace); break;
        case JourneyStepKind::choose:
          for (const StepArm& arm : step.arms) {
            SendPlan taken = plan;
            ask(taken, arm.condition, true, at);
            walk(arm.next, at, std::move(taken), rounds);
            ask(plan, arm.condition, false, at);
          }
          break;
        case JourneyStepKind::split:
          for (std::size_t i = 0; i < step.arms.size(); ++i) {
            SendPlan taken = plan;
            taken.drawn.emplace_back(step.salt, i);
            walk(step.arms[i].next, at, std::move(taken), rounds);
          }
          return;
        case JourneyStepKind::repeat:
          if (another_round(index, step, pace, at, rounds)) {
            ask(plan, step.condition, true, at);
            index = step.body;
            continue;
          }
          break;
        case JourneyStepKind::leave: return end(std::move(plan));
      }
      index = step.next;
    }
    end(std::move(plan));
  }

  static bool another_round(std::int32_t index, const JourneyStep& step, const PaceStep& pace, Micros& at,
                            Rounds& rounds) {
    auto known = std::ranges::find(rounds, index, &Rounds::value_type::first);
    if (known == rounds.end()) known = rounds.insert(rounds.end(), {index, {0, at}});
    auto& [made, begun] = known->second;
    if (made >= step.times) {
      rounds.erase(known);
      return false;
    }
    if (made > 0) at = std::max(at, begun + shortest(pace.length));
    ++made;
    begun = at;
    return true;
  }

  const Program& program_;
  std::vector<const Guard*> guards_;
  const Journey* journey_ = nullptr;
  const NamedPace* pace_ = nullptr;
  Micros entered_ = 0;
  std::vector<SendPlan> made_;
  std::size_t steps_ = 0;
};

InstId through_facts(const Program& program, InstId condition) {
  while (condition.exists() && program.at(condition).kind == InstKind::fact)
    condition = program.facts[static_cast<std::size_t>(program.at(condition).a)].root;
  return condition;
}

SenderStart by(const Trigger& trigger) {
  SenderStart out;
  out.kind = trigger.stream.exists() ? StartKind::event : StartKind::clock;
  out.clock = trigger.clock;
  out.stream = trigger.stream;
  out.at = trigger.stream.exists() ? event_hour : trigger.clock.at_us;
  return out;
}

SenderStart becoming(InstId condition) {
  SenderStart out;
  out.kind = StartKind::becoming;
  out.condition = condition;
  out.at = event_hour;
  return out;
}

void note_tags(const std::vector<Action>& actions, std::set<std::string>& writes) {
  for (const Action& action : actions) {
    if (action.verb != Verb::tag && action.verb != Verb::untag) continue;
    writes.insert(action.object);
    if (!action.group.empty()) writes.insert("group " + action.group);
  }
}

class Senders {
 public:
  Senders(const Program& program, std::size_t most) : program_(program), most_(most) {
    for (const Guard& guard : program.guards) guards_.push_back(&guard);
  }

  std::vector<Sender> run() {
    for (const Rule& rule : program_.rules)
      if (out_.size() <= most_) add(rule);
    for (const Journey& journey : program_.journeys)
      if (!journey.retired && out_.size() <= most_) add(journey);
    return std::move(out_);
  }

 private:
  Planning planning() const { return {program_, guards_.data(), guards_.data() + guards_.size()}; }

  Sender& sender(const std::string& name, Span span, const std::vector<Action>& actions) {
    Sender& out = out_.emplace_back();
    out.name = name;
    out.span = span;
    out.is_ranked = std::ranges::find(program_.contacts.priority, name) != program_.contacts.priority.end();
    note_tags(actions, out.writes);
    return out;
  }

  void put(Sender& sender, SenderStart start, std::vector<SendPlan> plans) {
    start.plans = std::move(plans);
    if (!start.plans.empty()) sender.starts.push_back(std::move(start));
  }

  void add(const Rule& rule) {
    const auto contacts = [](const Action& one) { return is_contact(one) || !one.next_of.empty(); };
    if (std::ranges::none_of(rule.actions, contacts)) return;
    Sender& made = sender(rule.name, rule.span, rule.actions);
    made.once = rule.once.kind == OnceKind::once;
    if (rule.once.kind == OnceKind::per_duration) {
      const Inst& length = program_.at(rule.once.duration);
      made.apart = shortest(unpack_duration(program_.constants[static_cast<std::size_t>(length.a)].whole));
    }
    if (rule.triggers.empty() && rule.condition.exists()) {
      SenderStart start = becoming(through_facts(program_, rule.condition));
      const Micros at = start.at;
      put(made, std::move(start), planning().of(rule, {}, at));
    }
    for (const Trigger& trigger : rule.triggers) {
      SenderStart start = by(trigger);
      const Micros at = start.at;
      put(made, std::move(start), planning().of(rule, trigger.where, at));
    }
    if (made.starts.empty()) out_.pop_back();
  }

  void add(const Journey& journey) {
    Sender& made = sender(journey.name, journey.span, journey.actions);
    made.once = true;
    const NamedPace pace = pace_of(program_, journey);
    for (const JourneyEntry& entry : journey.entries) {
      if (entry.by_rule) continue;
      SenderStart start = by(entry.trigger);
      std::vector<InstId> asked{entry.trigger.where, entry.condition};
      if (entry.becoming.exists()) {
        const InstId value = program_.histories[entry.becoming.index()].value;
        start = becoming(through_facts(program_, value));
        asked = {value, entry.condition};
      } else if (start.kind == StartKind::clock && start.clock.kind == ClockKind::none) {
        continue;
      }
      const Micros at = start.at;
      put(made, std::move(start), planning().of(journey, pace, asked, at));
    }
    if (made.starts.empty()) out_.pop_back();
  }

  const Program& program_;
  const std::size_t most_;
  std::vector<const Guard*> guards_;
  std::vector<Sender> out_;
};

}  // namespace

std::vector<Sender> senders_of(const Program& program, std::size_t most) { return Senders(program, most).run(); }

void add_reads_of_ours(const Program& program, InstId condition, ReadsOfOurs& reads) {
  for_each_part(program, {condition}, [&](InstId id, std::vector<InstId>& open) {
    const Inst& inst = program.at(id);
    const auto text = [&](std::int32_t constant) { return program.constants[static_cast<std::size_t>(constant)].text; };
    const auto records = [&](std::int32_t input) {
      reads.records = reads.records || program.inputs[static_cast<std::size_t>(input)].recorded;
    };
    switch (inst.kind) {
      case InstKind::has_tag:
        reads.tags.insert(text(inst.a));
        if (inst.b >= 0) reads.tags.insert("group " + text(inst.b));
        break;
      case InstKind::column:
      case InstKind::lookup: records(inst.a); break;
      case InstKind::fact: open.push_back(program.facts[static_cast<std::size_t>(inst.a)].root); break;
      case InstKind::history: open.push_back(program.histories[static_cast<std::size_t>(inst.a)].value); break;
      case InstKind::event_aggregate:
      case InstKind::customer_aggregate: {
        const Aggregate& form = program.aggregates[static_cast<std::size_t>(inst.a)];
        records(form.input.value);
        for (const InstId part : parts_of(form)) open.push_back(part);
        break;
      }
      default: break;
    }
    return true;
  });
}

}  // namespace sop
