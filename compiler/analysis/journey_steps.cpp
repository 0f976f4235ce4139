#include "compiler/analysis/journey_steps.h"

#include <algorithm>
#include <map>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/triggers.h"
#include "compiler/analysis/written_length.h"
#include "runtime/cost/goal_first.h"

namespace sop {
namespace {

using N = NodeKind;

constexpr std::int64_t one_day = 86'400'000'000;

// What is known where a step stands.
struct State {
  bool reached = true;
  bool hers = false;                                  // started by an event of hers
  std::optional<int> minute;                          // the time of day, where it is one
  std::vector<FormulaId> known;                       // conditions that hold since the last wait
  std::map<std::string, std::int64_t> coupon_micros;  // granted on this way: how long ago at least
  std::map<std::string, std::int64_t> granted_most;   // when at most, counted from the midnight before the entry
  std::optional<std::int64_t> now_most;               // how late it is at most, counted from there
  Span last_wait;
};

class Steps {
 public:
  Steps(Reasoning& reasoning, Sends& sends)
      : reasoning_(reasoning),
        subject_(reasoning.subject()),
        program_(reasoning.program()),
        sends_(sends),
        triggers_(subject_) {
    for (Node node : subject_.parsed.declarations()) {
      if (node.is(N::coupon))
        if (const Node valid = node.child(N::valid_for))
          if (const auto length = length_of(valid.last_child())) coupons_[subject_.parsed.name_of(node)] = *length;
      if (node.is(N::template_decl)) templates_[subject_.parsed.name_of(node)] = node;
      if (node.is(N::rule)) collect_entered(node);
    }
    for (const Journey& journey : program_.journeys)
      if (!journey.retired) journeys_[journey.name] = &journey;
  }

  void journey(Node node) {
    if (!node.children(N::error).empty()) return;
    const auto known = journeys_.find(subject_.parsed.name_of(node));
    journey_ = known == journeys_.end() ? nullptr : known->second;
    choices_.clear();
    if (journey_ != nullptr)
      for (const JourneyStep& one : journey_->steps)
        if (one.kind == JourneyStepKind::choose) choices_.emplace(one.span, &one);
    State state = entered(node);
    block(node.children(), state);
  }

 private:
  // ---- Entry
  State entered(Node node) const {
    State state;
    std::vector<int> minutes;
    bool clocks_only = true, by_rule = false;
    for (Node entry : node.children(N::enter_clause)) {
      by_rule = by_rule || entry.child(N::by_rule);
      if (!entry.child(N::triggers)) clocks_only = false;
      for (Node triggers : entry.children(N::triggers))
        for (Node trigger : triggers.children()) {
          state.hers = state.hers || triggers_.heard_from_her(trigger);
          const auto minute = triggers_.minute(trigger);
          clocks_only = clocks_only && minute;
          if (minute) minutes.push_back(*minute);
        }
    }
    if (by_rule) state.hers = state.hers || rule_hears_her(subject_.parsed.name_of(node));
    state.now_most = one_day;
    state.known = at_entry(node);
    const bool one = !minutes.empty() && std::ranges::count(minutes, minutes[0]) == std::ssize(minutes);
    if (clocks_only && one) state.minute = minutes[0];
    return state;
  }

  // What holds of everybody who enters, at that instant.
  std::vector<FormulaId> at_entry(Node node) const {
    std::vector<FormulaId> any;
    for (Node entry : node.children(N::enter_clause)) {
      const Node test = entry.child(N::if_clause) ? entry.child(N::if_clause) : entry.child(N::when_clause);
      const InstId condition = test ? asked(test.last_child()) : InstId{};
      if (!condition.exists()) return {};
      any.push_back(reasoning_.of(condition));
    }
    if (any.empty()) return {};
    return {reasoning_.translator().formulas().any(std::move(any))};
  }

  // Who enters a journey by a rule is started by what starts the rule.
  void collect_entered(Node rule) {
    bool hers = false;
    for (Node triggers : rule.children(N::triggers))
      for (Node trigger : triggers.children()) hers = hers || triggers_.heard_from_her(trigger);
    entered_in(rule, hers);
  }

  void entered_in(Node node, bool hers) {
    if (node.is(N::enter)) {
      bool& by_her = entered_by_her_[object_of(subject_, node.child(N::path))];
      by_her = by_her || hers;
      return;
    }
    for (Node child : node.children()) entered_in(child, hers);
  }

  // Unknown where no rule enters it.
  bool rule_hears_her(const std::string& journey) const {
    const auto found = entered_by_her_.find(journey);
    return found == entered_by_her_.end() || found->second;
  }

  // ---- Steps
  void block(const std::vector<Node>& steps, State& state) {
    for (Node step : steps) {
      if (step.is(N::step_label)) {  // what `past skip` drops ends here
        state.minute.reset();
        if (state.last_wait.exists()) state.known.clear();
        continue;
      }
      if (!is_step(step)) continue;
      if (!state.reached) {
        tell_unreached(step);
        return;
      }
      take(step, state);
    }
  }

  static bool is_step(Node node) {
    switch (node.kind()) {
      case N::action:
      case N::wait_span:
      case N::wait_until:
      case N::wait_for:
      case N::if_step:
      case N::branch:
      case N::split:
      case N::repeat:
      case N::on_day: return true;
      default: return false;
    }
  }

  void tell_unreached(Node step) { subject_.diagnostics.report(Code::S3024, step.span()); }

  void take(Node step, State& state) {
    switch (step.kind()) {
      case N::action: return action(step, state);
      case N::wait_span: return wait_span(step, state);
      case N::wait_until: return wait_until(step, state);
      case N::wait_for: return wait_for(step, state);
      case N::if_step: return if_step(step, state);
      case N::branch: return branch(step, state);
      case N::split: return split(step, state);
      case N::repeat: return repeat(step, state);
      case N::on_day: return on_day(step, state);
      default: return;
    }
  }

  void action(Node step, State& state) {
    const Node phrase = step.child(std::size_t{0});
    if (phrase.is(N::stop)) {
      state.reached = false;
      return;
    }
    if (phrase.is(N::grant)) {
      const std::string coupon = object_of(subject_, phrase.child(N::path));
      state.coupon_micros[coupon] = 0;
      state.granted_most.erase(coupon);
      if (state.now_most) state.granted_most[coupon] = *state.now_most;
    }
    Sends::Standing standing;
    standing.hers = state.hers;
    if (state.minute) standing.minutes.push_back(*state.minute);
    sends_.look_at(step, standing);
    if (phrase.is(N::send)) {
      excluded(step, object_of(subject_, phrase.child(N::path)), state);
      expired(object_of(subject_, phrase.child(N::path)), state);
    }
    if (const Node at = step.child(N::at_time)) {
      state.minute = Hours::minute_of(subject_.parsed.text(at.child(N::time)));
      state.known.clear();
    }
  }

  // Its `only if` against what holds here.
  void excluded(Node step, const std::string& message, const State& state) {
    if (state.known.empty()) return;
    for (const Guard& guard : program_.guards) {
      if (guard.kind != GuardKind::only_if || guard.object != message) continue;
      std::vector<FormulaId> together = state.known;
      together.push_back(reasoning_.fails(guard.blocked));
      if (reasoning_.never(together, {step.span(), Phrase::asks_only_if, {message}}))
        subject_.diagnostics.report(Code::S3018, step.span(), {message}).relate(guard.span, Phrase::only_if_here);
    }
  }

  // A message about a coupon that is no longer valid.
  void expired(const std::string& message, State& state) {
    const auto made = templates_.find(message);
    if (made == templates_.end() || !state.last_wait.exists()) return;
    const std::string_view text =
        (*subject_.parsed.sources)[static_cast<std::size_t>(std::max(made->second.span().file, 0))].text(
            made->second.span());
    for (auto& [coupon, micros] : state.coupon_micros) {
      const auto valid = coupons_.find(coupon);
      if (valid == coupons_.end() || micros <= valid->second || text.find(coupon + ".") == std::string_view::npos)
        continue;
      subject_.diagnostics.report(Code::S3023, state.last_wait, {coupon});
      micros = 0;  // told
    }
  }

  // ---- Waits
  std::optional<std::int64_t> length_of(Node node) const { return written_length(subject_, node); }

  // Days and longer keep the local clock.
  static void pass(State& state, std::int64_t micros) {
    constexpr std::int64_t minute = 60'000'000, day = 24 * 60 * minute;
    if (state.minute && micros % day != 0) {
      if (micros % minute == 0)
        state.minute = static_cast<int>((*state.minute + micros / minute % minutes_per_day) % minutes_per_day);
      else
        state.minute.reset();
    }
    for (auto& [coupon, since] : state.coupon_micros) since += micros;
    if (state.now_most) *state.now_most += micros;
    state.known.clear();
  }

  void wait_span(Node step, State& state) {
    const auto length = length_of(step.last_child());
    state.last_wait = step.span();
    if (length)
      pass(state, *length);
    else
      state.minute.reset(), state.known.clear(), state.now_most.reset();
  }

  void wait_until(Node step, State& state) {
    const Node until = step.child(std::size_t{0});
    state.known.clear();
    if (until.is(N::time)) {
      state.minute = minute_of(until);
      state.last_wait = step.span();
      if (state.now_most) *state.now_most += one_day;
      return;
    }
    state.now_most.reset();
    after_expiry(step, until, state);
    const Node past = step.child(N::past);
    const Node at = step.child(N::at_time);
    state.minute = at ? minute_of(at.child(N::time)) : std::optional(0);
    if (!past || past.has_keyword(Kw::run)) state.minute.reset();
    state.last_wait = step.span();
  }

  std::optional<int> minute_of(Node time) const {
    const auto minute = Hours::minute_of(subject_.parsed.text(time));
    return minute ? std::optional(*minute % minutes_per_day) : std::nullopt;
  }

  // `coupon10.expires + 3 days`, `coupon10.granted + 40 days`.
  void after_expiry(Node step, Node until, State& state) {
    if (!until.is(N::sum)) return;
    const std::vector<Node> parts = until.children();
    if (parts.size() != 2 || !parts[0].is(N::path)) return;
    const std::vector<Node> names = parts[0].children(N::name);
    const auto length = length_of(parts[1]);
    if (names.size() != 2 || !length || *length == 0) return;
    const std::string coupon = subject_.parsed.text(names[0]);
    const auto valid = coupons_.find(coupon);
    bool minus = false;
    for (std::uint32_t i = parts[0].end(); i < parts[1].begin(); ++i)
      minus = minus || until.tree().tokens.all[i].kind == TokenKind::minus;
    if (valid == coupons_.end() || minus) return;
    const Kw part = names[1].keyword();
    const bool late = part == Kw::coupon_expires || (part == Kw::coupon_granted && *length > valid->second);
    if (!late) return;
    subject_.diagnostics.report(Code::S3023, step.span(), {coupon});
    state.coupon_micros.erase(coupon);  // told
  }

  void wait_for(Node step, State& state) {
    state.known.clear();
    state.last_wait = step.span();
    State out;
    out.reached = false;
    bool first = true, timed_out = false;
    const Node up_to = step.child(N::up_to);
    const auto length = up_to ? length_of(up_to.last_child()) : std::nullopt;
    for (Node arm : step.children()) {
      if (!arm.is(N::wait_arm) && !arm.is(N::timeout_arm)) continue;
      timed_out = timed_out || arm.is(N::timeout_arm);
      State inside = state;
      if (arm.is(N::wait_arm)) {
        inside.hers = true;
        inside.minute.reset();
        if (inside.now_most) inside.now_most = length ? std::optional(*inside.now_most + *length) : std::nullopt;
      } else if (length) {
        pass(inside, *length);
      } else {
        inside.minute.reset();
        inside.now_most.reset();
      }
      const Node steps = arm.child(N::steps_block);
      if (const Span goal = ended_before(step, arm); goal.exists()) {
        tell_ended(steps, goal);
        continue;
      }
      if (steps) block(steps.children(), inside);
      inside.hers = state.hers;
      join_ways(out, inside, first);
    }
    if (!timed_out) {  // a mistake of its own: nothing follows from it
      State passed = state;
      passed.minute.reset();
      join_ways(out, passed, first);
    }
    if (first) out = state, out.reached = false;
    state = std::move(out);
  }

  // The goal or exit that takes every event of this arm; none: there is none.
  Span ended_before(Node step, Node arm) const {
    if (journey_ == nullptr || !arm.is(N::wait_arm) || arm.child(N::path).children(N::name).empty()) return {};
    const std::string word = subject_.parsed.text(arm.child(N::path).children(N::name)[0]);
    for (const JourneyStep& one : journey_->steps) {
      if (one.kind != JourneyStepKind::wait_for || one.span != step.first_token()) continue;
      for (const StepArm& awaited : one.arms)
        if (const InstId goal = awaited.name == word ? ends_before(program_, *journey_, awaited) : InstId{};
            goal.exists())
          return program_.inst_spans[goal.index()];
    }
    return {};
  }

  // An arm without a step of its own says nothing that never happens.
  void tell_ended(Node steps, Span goal) {
    if (!steps) return;
    for (Node step : steps.children())
      if (is_step(step)) {
        subject_.diagnostics.report(Code::S3024, step.span()).relate(goal, Phrase::goal_ends_first);
        return;
      }
  }

  // Where two ways meet only what holds on both is known.
  static void join_ways(State& out, const State& way, bool& first) {
    if (!way.reached) return;
    if (first) {
      out = way;
      first = false;
      return;
    }
    out.reached = true;
    if (out.minute != way.minute) out.minute.reset();
    out.now_most = out.now_most && way.now_most ? std::optional(std::max(*out.now_most, *way.now_most)) : std::nullopt;
    std::erase_if(out.granted_most, [&](const auto& item) { return !way.granted_most.contains(item.first); });
    for (auto& [coupon, most] : out.granted_most) most = std::max(most, way.granted_most.at(coupon));
    out.known.clear();
    std::erase_if(out.coupon_micros, [&](const auto& item) { return !way.coupon_micros.contains(item.first); });
    for (auto& [coupon, since] : out.coupon_micros) since = std::min(since, way.coupon_micros.at(coupon));
  }

  // ---- Choices
  struct Way {
    Node steps;  // none: on to what follows
    std::vector<FormulaId> holds;
  };

  // Each way with what holds on it; one that nobody can take is told at its first step.
  void ways(const std::vector<Way>& all, State& state, Span at) {
    State out;
    out.reached = false;
    bool first = true;
    for (const Way& way : all) {
      State inside = state;
      if (inside.known.size() + way.holds.size() <= effort::known)
        inside.known.insert(inside.known.end(), way.holds.begin(), way.holds.end());
      if (!way.holds.empty() && reasoning_.never(inside.known, {first_step(way.steps, at), Phrase::asks_way})) {
        const FormulaId nobody = reasoning_.translator().formulas().truth(false);  // `if true`: told there
        if (std::ranges::find(way.holds, nobody) == way.holds.end()) unreached_block(way.steps);
        continue;
      }
      if (way.steps) block(way.steps.children(), inside);
      join_ways(out, inside, first);
    }
    if (first) out = state, out.reached = false;
    state = std::move(out);
  }

  static Span first_step(Node steps, Span otherwise) {
    if (steps)
      for (Node step : steps.children())
        if (is_step(step)) return step.span();
    return otherwise;
  }

  void unreached_block(Node steps) {
    if (!steps) return;
    for (Node step : steps.children())
      if (is_step(step)) return tell_unreached(step);
  }

  InstId asked(Node condition) const { return subject_.places.condition_at(condition.span()); }

  void if_step(Node step, State& state) {
    std::vector<Way> all;
    std::vector<FormulaId> before;
    collect_ways(step, before, all);
    ways(all, state, step.first_token());
  }

  void collect_ways(Node step, std::vector<FormulaId> before, std::vector<Way>& all) {
    const InstId test = asked(step.child(std::size_t{0}));
    Way then{step.child(N::steps_block), before};
    if (test.exists() && before.size() < effort::known) then.holds.push_back(reasoning_.of(test));
    all.push_back(then);
    if (test.exists() && before.size() < effort::known) before.push_back(reasoning_.fails(test));
    const Node other = step.child(N::else_branch);
    if (const Node again = other ? other.child(N::if_step) : Node{}) return collect_ways(again, before, all);
    all.push_back({other ? other.child(N::steps_block) : Node{}, before});
  }

  // Arms that nobody takes are told as arms; here those that nobody takes who gets to this step, and what follows.
  void branch(Node step, State& state) {
    State out;
    out.reached = false;
    bool first = true, otherwise_lacks = false;
    std::vector<FormulaId> before;
    std::size_t number = 0;
    const auto made = choices_.find(step.first_token());
    for (Node arm : step.children(N::branch_arm)) {
      const bool when = static_cast<bool>(arm.child(N::when_clause));
      const bool others = static_cast<bool>(arm.child(N::otherwise));
      otherwise_lacks = when;  // of the last one
      InstId test = when ? asked(arm.child(N::when_clause).last_child()) : InstId{};
      if (!others && !when && made != choices_.end() && number < made->second->arms.size())
        test = made->second->arms[number].condition;
      if (!others) ++number;
      std::vector<FormulaId> holds = before;
      if (test.exists() && before.size() < effort::known) {
        holds.push_back(reasoning_.of(test));
        before.push_back(reasoning_.fails(test));
      }
      State inside = state;
      if (inside.known.size() + holds.size() <= effort::known)
        inside.known.insert(inside.known.end(), holds.begin(), holds.end());
      const Node steps = arm.child(N::steps_block);
      if (nobody_here_takes(state, holds, inside, first_step(steps, arm.first_token()))) {
        if (when || !only_stops(steps)) unreached_block(steps);
        continue;
      }
      if (steps) block(steps.children(), inside);
      join_ways(out, inside, first);
    }
    if (otherwise_lacks) join_ways(out, state, first);  // a mistake of its own: nothing follows from it
    if (first) out = state, out.reached = false;
    state = std::move(out);
  }

  // Because of what holds where the branch stands.
  bool nobody_here_takes(const State& state, const std::vector<FormulaId>& holds, const State& inside, Span at) {
    if (state.known.empty() || holds.empty() || inside.known.size() == state.known.size()) return false;
    return reasoning_.never(inside.known, {at, Phrase::asks_way}) && !reasoning_.surely_never(holds);
  }

  // A branch has to be complete: such an arm is written because it has to stand there.
  static bool only_stops(Node steps) {
    if (!steps) return true;
    for (Node step : steps.children())
      if (is_step(step)) return step.is(N::action) && step.child(std::size_t{0}).is(N::stop);
    return true;
  }

  void split(Node step, State& state) {
    std::vector<Way> all;
    for (Node arm : step.children(N::split_arm)) all.push_back({arm.child(N::steps_block), {}});
    ways(all, state, step.first_token());
  }

  void repeat(Node step, State& state) {
    State inside = state;
    inside.minute.reset();
    inside.known.clear();
    inside.coupon_micros.clear();
    inside.now_most.reset();
    if (const Node steps = step.child(N::steps_block)) block(steps.children(), inside);
    const bool may_skip = step.has_keyword(Kw::while_);
    state.reached = inside.reached || may_skip;
    state.minute.reset();
    state.now_most.reset();
    state.known.clear();
    state.last_wait = step.span();
  }

  void on_day(Node step, State& state) {
    const Node past = step.child(N::past);
    const Node at = step.child(N::at_time);
    state.known.clear();
    state.minute = at ? minute_of(at.child(N::time)) : std::optional(0);
    const bool late = !past || past.has_keyword(Kw::run);
    const std::optional<std::int64_t> most = state.now_most, due = due_of(step, state.minute.value_or(0));
    const auto later = [&] { return due && most ? std::optional(std::max(*due, *most)) : std::nullopt; };
    if (due)
      for (const auto& [coupon, granted] : state.granted_most)
        if (auto since = state.coupon_micros.find(coupon); since != state.coupon_micros.end())
          since->second = std::max(since->second, *due - granted);
    state.last_wait = step.span();
    state.now_most = late ? later() : due;
    if (late) state.minute.reset();
    if (const Node act = step.child(N::action)) action(act, state);
    state.now_most = most ? later() : std::nullopt;
    state.minute.reset();
  }

  // From the midnight before the entry: day 3 at 15:00.
  std::optional<std::int64_t> due_of(Node step, int minute) const {
    const Node number = step.child(N::number);
    if (!number) return std::nullopt;
    const std::string day(subject_.parsed.text(number));
    const bool plain =
        !day.empty() && day.size() < 6 && std::ranges::all_of(day, [](char c) { return c >= '0' && c <= '9'; });
    if (!plain) return std::nullopt;
    return std::stoll(day) * one_day + minute * std::int64_t{60'000'000};
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  Sends& sends_;
  const Triggers triggers_;
  const Journey* journey_ = nullptr;
  std::map<Span, const JourneyStep*> choices_;  // of it, by where they begin
  std::map<std::string, const Journey*> journeys_;
  std::map<std::string, std::int64_t> coupons_;  // valid for so long
  std::map<std::string, Node> templates_;
  std::map<std::string, bool> entered_by_her_;
};

}  // namespace

void check_journey_steps(Reasoning& reasoning, Sends& sends) {
  Steps steps(reasoning, sends);
  for (Node node : reasoning.subject().parsed.declarations())
    if (node.is(N::journey)) steps.journey(node);
}

}  // namespace sop
