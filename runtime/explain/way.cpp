#include "runtime/explain/way.h"

#include <algorithm>
#include <set>

#include "runtime/contacts/holdout.h"
#include "runtime/journeys/deed_readers.h"
#include "runtime/journeys/kept.h"
#include "runtime/journeys/moved_work.h"
#include "runtime/journeys/results.h"
#include "runtime/run/effects.h"
#include "runtime/run/firing_number.h"

namespace sop {
namespace {

constexpr std::size_t most_steps = 100'000;  // a way longer than that is cut, and does not agree

struct Coming {
  Micros at = 0;
  std::size_t arm = 0;
  std::uint32_t row = 0;
  std::string name;
  std::string outcome;  // of an outcome that came: what it was
};

class Going {
 public:
  Going(OneCustomer& her, const HerJourneys& record, const Instance& who)
      : her_(her), record_(record), who_(who), journey_(her.program().journeys[who.journey]), me_(who) {
    me_.standing = Standing::ready;
    me_.step = journey_.steps.empty() ? no_step : 0;
    me_.at = who.entered_at;
    me_.rounds.clear();
    me_.used = {};
    me_.goals.clear();
  }

  Way run() {
    for (std::size_t n = 0; n < most_steps && !over_ && !stands_; ++n) {
      if (ends_here(me_.at)) {
        finish();
        break;
      }
      if (me_.step == no_step) {
        end();
        break;
      }
      take(journey_.steps[static_cast<std::size_t>(me_.step)]);
    }
    if (over_)
      for (WayStep& goal : later_goals(her_, who_)) out_.steps.push_back(std::move(goal));
    out_.is_over = over_;
    out_.agrees = over_ == (who_.standing == Standing::over) &&
                  (over_ ? ended_at_ == who_.ended_at : out_.at_step == who_.step && out_.wake == who_.wake);
    return std::move(out_);
  }

 private:
  Micros now() const { return her_.run().options.as_of; }
  const ZoneRules& zone() const { return her_.run().context.zone; }
  std::int64_t constant(InstId id) const {
    return her_.program().constants[static_cast<std::size_t>(her_.program().at(id).a)].whole;
  }
  Frame frame(Micros at) const { return frame_of(her_.program(), her_.run().dataset, me_, at, now()); }

  WayStep& add(WayEvent event, Micros at) {
    WayStep& step = out_.steps.emplace_back();
    step.event = event;
    step.step = me_.step;
    step.at = at;
    return step;
  }

  void go_on(std::int32_t next, Micros at) {
    me_.step = next;
    me_.at = at;
  }

  // ---- Where it ends -----------------------------------------------------------------------------------------------

  bool is_at_last_step() const {
    const auto rounds = [](const Instance& one) {
      std::vector<std::pair<std::int32_t, std::int64_t>> out;
      for (const Rounds& r : one.rounds) out.emplace_back(r.step, r.count);
      return out;
    };
    return me_.step == who_.step && rounds(me_) == rounds(who_);
  }

  // By a goal or an exit that came before what she would do at `at`.
  bool ends_here(Micros at) const {
    if (who_.standing != Standing::over || who_.outcome == "ended") return false;
    return who_.ended_at < at || (who_.ended_at == at && is_at_last_step() && !ends_by_itself());
  }

  // A date that makes her leave, a cap that says exit: her own step ends it.
  bool ends_by_itself() const {
    if (who_.outcome != "exited" || me_.step == no_step) return false;
    const JourneyStep& step = journey_.steps[static_cast<std::size_t>(me_.step)];
    const bool may =
        (step.kind == JourneyStepKind::wait_until && (step.past == Past::leave || step.missing == Past::leave)) ||
        step.kind == JourneyStepKind::act;
    if (!may) return false;
    const WayStep end = end_of(her_, record_, who_);
    return end.event == WayEvent::exited && end.reason.empty();
  }

  void finish() {
    WayStep end = end_of(her_, record_, who_);
    end.step = me_.step;
    out_.steps.push_back(std::move(end));
    over_ = true;
    ended_at_ = who_.ended_at;
  }

  void end() {
    add(WayEvent::ended, me_.at);
    over_ = true;
    ended_at_ = me_.at;
  }

  void leave(Micros at, const char* reason) {
    WayStep& step = add(WayEvent::exited, at);
    step.outcome = "exited";
    step.reason = reason;
    over_ = true;
    ended_at_ = at;
  }

  // Waits from `me_.at`; ends during the wait, still waits, or is through with it (true).
  bool waits_through(Micros until) {
    if (who_.standing == Standing::over && who_.outcome != "ended" && is_at_last_step() && who_.ended_at >= me_.at &&
        who_.ended_at <= until) {
      finish();
      return false;
    }
    if (until <= now()) return true;
    stands_ = true;
    out_.at_step = me_.step;
    out_.wake = until;
    return false;
  }

  // ---- Steps
  // ---------------------------------------------------------------------------------------------------------

  void take(const JourneyStep& step) {
    switch (step.kind) {
      case JourneyStepKind::act: return act(step);
      case JourneyStepKind::leave: return end();
      case JourneyStepKind::wait_span: return wait_until(moved(me_.at, constant(step.length), zone()), step.next);
      case JourneyStepKind::wait_time: return wait_until(next_time(step.at_us), step.next);
      case JourneyStepKind::wait_until: return until_date(step);
      case JourneyStepKind::wait_for: return wait_for(step);
      case JourneyStepKind::choose: return choose(step);
      case JourneyStepKind::split: return split(step);
      case JourneyStepKind::repeat: return repeat(step);
    }
  }

  Micros next_time(std::int64_t at_us) const {
    const Days today = zone().local_date(me_.at);
    const Micros here = zone().instant_of(today, at_us);
    return here >= me_.at ? here : zone().instant_of(today + 1, at_us);
  }

  void wait_until(Micros until, std::int32_t next) {
    if (until > me_.at) {
      add(WayEvent::waits, me_.at).until = until;
      if (!waits_through(until)) return;
    }
    go_on(next, std::max(until, me_.at));
  }

  void until_date(const JourneyStep& step) {
    const Snapshot at = her_.at_frame(frame(me_.at), {step.until});
    const auto& date = at.value(step.until);
    if (!date) return give_up(step, step.missing == Past::leave, "missing", at.frame());
    Micros until = date->whole;
    if (date->type.is(TypeKind::date))
      until = zone().instant_of(date->whole, std::max<std::int64_t>(step.at_us, 0));
    else if (step.at_us >= 0)
      until = zone().instant_of(zone().local_date(date->whole), step.at_us);
    if (until < me_.at && step.past != Past::run) return give_up(step, step.past == Past::leave, "past", at.frame());
    wait_until(until, step.next);
  }

  void give_up(const JourneyStep& step, bool leaves, const char* reason, const Frame& frame) {
    if (leaves) return leave(me_.at, reason);
    WayStep& skipped = add(WayEvent::skipped, me_.at);
    skipped.outcome = "skipped";
    skipped.reason = reason;
    skipped.asked = {step.until};
    skipped.frame = frame;
    go_on(step.skip, me_.at);
  }

  void choose(const JourneyStep& step) {
    std::vector<InstId> roots;
    for (const StepArm& arm : step.arms) roots.push_back(arm.condition);
    const Snapshot at = her_.at_frame(frame(me_.at), roots);
    std::int32_t taken = -1, next = step.next;
    for (std::size_t i = step.arms.size(); i-- > 0;)
      if (at.holds(roots[i])) taken = static_cast<std::int32_t>(i), next = step.arms[i].next;
    const bool by_record = take_recorded(step, taken, next);
    WayStep& branch = add(WayEvent::branch, me_.at);
    branch.arm = taken;
    branch.by_record = by_record;
    if (by_record) return go_on(next, me_.at);
    branch.frame = at.frame();
    if (taken >= 0)
      branch.asked = {roots[static_cast<std::size_t>(taken)]};
    else
      branch.asked = roots;
    go_on(next, me_.at);
  }

  // Is what the step does on record?
  bool is_done(std::int32_t step, const Instance& me) {
    if (step == no_step || journey_.steps[static_cast<std::size_t>(step)].kind != JourneyStepKind::act) return false;
    Instance there = me;
    there.step = step;
    const std::string effect = effect_of(her_, there);
    return std::ranges::find(record_.deeds, effect, &Deed::effect_id) != record_.deeds.end();
  }

  // Steps that `from` leads to in this round: not through the next round of a repeat she is in.
  std::set<std::int32_t> led_to(std::int32_t from) const {
    std::set<std::int32_t> seen;
    std::vector<std::int32_t> todo{from};
    while (!todo.empty()) {
      const std::int32_t at = todo.back();
      todo.pop_back();
      if (at == no_step || std::ranges::find(me_.rounds, at, &Rounds::step) != me_.rounds.end()) continue;
      if (!seen.insert(at).second) continue;
      const JourneyStep& step = journey_.steps[static_cast<std::size_t>(at)];
      for (const std::int32_t next : {step.next, step.skip, step.body}) todo.push_back(next);
      for (const StepArm& arm : step.arms) todo.push_back(arm.next);
    }
    return seen;
  }

  // Was something done that `way` leads to and `other` does not? `me`: in the round that would begin with it.
  bool has_done(std::int32_t way, std::int32_t other, const Instance& me) {
    const std::set<std::int32_t> elsewhere = led_to(other);
    return std::ranges::any_of(led_to(way),
                               [&](std::int32_t step) { return !elsewhere.contains(step) && is_done(step, me); });
  }

  // What only another branch leads to was done, and nothing of this one: that one was taken.
  bool take_recorded(const JourneyStep& step, std::int32_t& taken, std::int32_t& next) {
    const std::int32_t derived = next;
    for (std::size_t i = 0; i <= step.arms.size(); ++i) {
      const bool is_other = i < step.arms.size();
      const std::int32_t other = is_other ? step.arms[i].next : step.next;
      if (other == derived || !has_done(other, derived, me_) || has_done(derived, other, me_)) continue;
      taken = is_other ? static_cast<std::int32_t>(i) : -1;
      next = other;
      return true;
    }
    return false;
  }

  void split(const JourneyStep& step) {
    const Dataset& dataset = her_.run().dataset;
    std::vector<SplitArm> arms;
    for (const StepArm& arm : step.arms) arms.push_back({arm.weight, arm.name == "holdout" || arm.name == "对照组"});
    std::string key(dataset.pool->text(dataset.customer_ids[me_.customer]));
    if (step.by.exists()) {
      const Snapshot at = her_.at_frame(frame(me_.at), {step.by});
      if (const auto& value = at.value(step.by)) key = value->text.empty() ? std::to_string(value->whole) : value->text;
    }
    const std::size_t arm = split_arm(arms, step.salt, key);
    add(WayEvent::share, me_.at).arm = static_cast<std::int32_t>(arm);
    go_on(step.arms[arm].next, me_.at);
  }

  void repeat(const JourneyStep& step) {
    auto here = std::ranges::find(me_.rounds, me_.step, &Rounds::step);
    const bool inside = here != me_.rounds.end();
    if (inside && here->count >= step.times) return leave_rounds(step, {});
    const Micros next = inside ? moved(here->began, constant(step.length), zone()) : me_.at;
    if (next > me_.at) {
      add(WayEvent::waits, me_.at).until = next;
      if (!waits_through(next)) return;
      me_.at = next;
    }
    Instance inside_next = me_;
    if (!inside) inside_next.rounds.push_back({me_.step, 0, 0});
    Rounds& round = *std::ranges::find(inside_next.rounds, me_.step, &Rounds::step);
    ++round.count;
    round.began = me_.at;
    bool by_record = false;
    if (step.condition.exists()) {
      const Snapshot at = her_.at_frame(frame(me_.at), {step.condition});
      by_record = !at.holds(step.condition);
      if (by_record && !has_done(step.body, step.next, inside_next)) return leave_rounds(step, at.frame());
    }
    me_.rounds = inside_next.rounds;
    WayStep& begins = add(WayEvent::round, me_.at);
    begins.round = round.count;
    begins.by_record = by_record;
    go_on(step.body, me_.at);
  }

  void leave_rounds(const JourneyStep& step, Frame frame) {
    WayStep& over = add(WayEvent::rounds_over, me_.at);
    if (frame.rows() > 0) {
      over.asked = {step.condition};
      over.frame = std::move(frame);
    }
    std::erase_if(me_.rounds, [&](const Rounds& rounds) { return rounds.step == me_.step; });
    go_on(step.next, me_.at);
  }

  void act(const JourneyStep& step) {
    ActionFate fate = fate_of(her_, record_, me_);
    for (WayStep& held : fate.held) {
      const Micros until = held.until;
      out_.steps.push_back(std::move(held));
      if (!waits_through(until)) return;
    }
    const Micros until = fate.last.until;
    const bool is_held = fate.last.event == WayEvent::held;
    std::optional<Deed> done = fate.last.deed;
    out_.steps.push_back(std::move(fate.last));
    while (done) done = taken_over(*done);
    if (is_held) {
      waits_through(until);
      return;
    }
    if (fate.leaves) {
      me_.step = step.next;
      return leave(fate.goes_on, "capped");
    }
    go_on(step.next, fate.goes_on);
  }

  // Whoever had it left, and somebody else has it now.
  std::optional<Deed> taken_over(const Deed& before) {
    const auto next = std::ranges::find(record_.deeds, moved_id(before.effect_id), &Deed::effect_id);
    if (next == record_.deeds.end()) return std::nullopt;
    WayStep step = out_.steps.back();
    step.at = next->at;
    step.deed = *next;
    out_.steps.push_back(std::move(step));
    return *next;
  }

  // ---- Waits for events (semantics D5) -----------------------------------------------------------------------------

  void wait_for(const JourneyStep& step) {
    const Micros from = me_.at, deadline = moved(from, constant(step.up_to), zone());
    const Micros wake = step.grace.exists() ? moved(deadline, constant(step.grace), zone()) : deadline;
    WayStep& waits = add(WayEvent::waits, from);
    waits.until = deadline;
    if (step.reuse && take_used(step)) return;
    const bool timed_out = std::ranges::any_of(
        who_.closed, [&](const ClosedWait& one) { return one.step == me_.step && one.from == from; });
    std::optional<Coming> first;
    if (!timed_out) first = first_fitting(step, from, deadline, wake);
    if (!waits_through(first ? first->at : wake)) return;
    if (first) return take(step, *first, first->at);
    add(WayEvent::timeout, deadline);
    go_on(step.next, deadline);
  }

  bool take_used(const JourneyStep& step) {
    for (std::size_t a = 0; a < step.arms.size(); ++a) {
      const StepArm& arm = step.arms[a];
      if (!arm.stream.exists() || her_.program().inputs[arm.stream.index()].name != me_.used.stream) continue;
      for (const Coming& one : rows_of(arm, a, me_.used.at - 1, me_.used.at))
        if (one.name == me_.used.id && fits(arm, one)) return take(step, one, me_.at), true;
    }
    return false;
  }

  std::optional<Coming> first_fitting(const JourneyStep& step, Micros from, Micros deadline, Micros wake) {
    std::vector<Coming> all;
    for (std::size_t a = 0; a < step.arms.size(); ++a) {
      const StepArm& arm = step.arms[a];
      if (!arm.stream.exists()) continue;
      const Input& input = her_.program().inputs[arm.stream.index()];
      const TableData& events = her_.run().dataset.inputs[arm.stream.index()];
      std::vector<Coming> some = rows_of(arm, a, from, std::min(deadline, now()));
      if (is_ours(input)) add_outcomes(arm, a, from, std::min(deadline, now()), some);
      // What is done at the very end comes after it.
      std::erase_if(some, [&](const Coming& one) {
        return one.at >= wake && is_our_doing(input, events, one.row, *her_.run().dataset.pool);
      });
      all.insert(all.end(), some.begin(), some.end());
    }
    std::ranges::stable_sort(all, {}, [](const Coming& one) { return std::pair(one.at, one.arm); });
    for (const Coming& one : all) {
      const StepArm& arm = step.arms[one.arm];
      const UsedEvent event{her_.program().inputs[arm.stream.index()].name, one.at, one.name};
      if ((step.reuse || me_.used != event) && fits(arm, one)) return one;
    }
    return std::nullopt;
  }

  // Her rows of the arm's stream in (after, last].
  std::vector<Coming> rows_of(const StepArm& arm, std::size_t index, Micros after, Micros last) const {
    const Input& input = her_.program().inputs[arm.stream.index()];
    const TableData& events = her_.run().dataset.inputs[arm.stream.index()];
    std::vector<Coming> out;
    if (me_.customer + std::size_t{1} >= events.begin.size()) return out;
    std::uint32_t place = 0;
    for (std::uint32_t row = events.begin[me_.customer]; row < events.begin[me_.customer + 1]; ++row) {
      place = row > events.begin[me_.customer] && events.time_us[row] == events.time_us[row - 1] ? place + 1 : 0;
      if (events.time_us[row] <= after || events.time_us[row] > last) continue;
      const std::string name =
          input.id < 0 ? std::to_string(place)
                       : cell_text(events.columns[static_cast<std::size_t>(input.id)], row, *her_.run().dataset.pool);
      out.push_back({events.time_us[row], index, row, name});
    }
    return out;
  }

  // What became of something done, where the arm asks for it: her rows of the stream are her deeds in their order.
  void add_outcomes(const StepArm& arm, std::size_t index, Micros after, Micros last, std::vector<Coming>& out) const {
    if (!reads_outcome(her_.program(), arm.stream, arm.condition)) return;
    const TableData& events = her_.run().dataset.inputs[arm.stream.index()];
    if (me_.customer + std::size_t{1} >= events.begin.size()) return;
    const char* verb = her_.program().inputs[arm.stream.index()].name == "sends" ? "send" : "task";
    std::uint32_t row = events.begin[me_.customer];
    for (const Deed& deed : record_.deeds) {
      if (deed.verb != verb) continue;
      if (row == events.begin[me_.customer + 1]) return;
      for (const DeedNews& news : record_.news)
        if (news.effect_id == deed.effect_id && news.at > after && news.at <= last)
          out.push_back({news.at, index, row, "outcome " + std::to_string(row), news.outcome});
      ++row;
    }
  }

  Frame event_frame(const StepArm& arm, const Coming& one) const {
    Frame out = frame(one.at);
    out.stream = arm.stream;
    out.event = {one.row};
    return out;
  }

  bool fits(const StepArm& arm, const Coming& one) {
    if (!arm.condition.exists()) return true;
    if (!one.outcome.empty()) return fits_then(arm, one);
    const Snapshot at = her_.at_frame(event_frame(arm, one), {arm.condition});
    return at.holds(arm.condition);
  }

  // Of what was known at that instant; the row says what is known now.
  bool fits_then(const StepArm& arm, const Coming& one) {
    const Program& program = her_.program();
    InstId root = arm.condition;
    for (std::size_t i = 0; i < program.insts.size(); ++i) {
      const Inst& inst = program.insts[i];
      if (inst.kind != InstKind::column || inst.a != arm.stream.value || !inst.type.is(TypeKind::enumeration) ||
          program.inputs[arm.stream.index()].columns[static_cast<std::size_t>(inst.b)].name != "outcome")
        continue;
      const auto& members = program.enumerations[inst.type.enumeration.index()].members;
      const auto member = std::ranges::find(members, one.outcome);
      if (member == members.end()) return false;
      const KnownValue then{inst.type.with_nullable(false), member - members.begin(), 0, {}};
      root = her_.lab().replaced(root, InstId(i), then);
    }
    const Evaluating with{her_.lab().program(), her_.run().dataset, her_.run().context, her_.with().evaluate};
    Frame frame = event_frame(arm, one);
    frame.edges = her_.edges_for({arm.condition});
    return Snapshot(with, std::move(frame), {root}).holds(root);
  }

  void take(const JourneyStep& step, const Coming& one, Micros at) {
    const StepArm& arm = step.arms[one.arm];
    WayStep& came = add(WayEvent::event, at);
    came.arm = static_cast<std::int32_t>(one.arm);
    came.frame = event_frame(arm, one);
    if (arm.condition.exists()) came.asked = {arm.condition};
    auto kept =
        keep(her_.program(), her_.run().dataset, came.frame, arm.kept, 0, her_.with().evaluate, her_.run().context);
    for (auto& [index, cell] : kept[0]) me_.kept[index] = std::move(cell);
    me_.used = {her_.program().inputs[arm.stream.index()].name, one.at, one.name};
    go_on(arm.next, at);
  }

  OneCustomer& her_;
  const HerJourneys& record_;
  const Instance& who_;
  const Journey& journey_;
  Instance me_;  // where this reckoning is
  Way out_;
  bool over_ = false, stands_ = false;
  Micros ended_at_ = 0;
};

}  // namespace

Frame frame_of(const Program& program, const Dataset& dataset, const Instance& who, Micros at, Micros as_of) {
  Frame frame;
  frame.batch_as_of = as_of;
  frame.customer = {who.customer};
  frame.as_of = {at};
  const Instance* only = &who;
  frame.kept = kept_columns(program, std::span(&only, 1), *dataset.pool);
  return frame;
}

Way way_of(OneCustomer& her, const HerJourneys& record, const Instance& who) { return Going(her, record, who).run(); }

}  // namespace sop
