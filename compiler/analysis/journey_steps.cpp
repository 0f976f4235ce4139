#include "compiler/analysis/journey_steps.h"

#include <algorithm>
#include <map>

#include "compiler/analysis/effort.h"
#include "compiler/analysis/triggers.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

using N = NodeKind;

// What is known where a step stands.
struct State {
  bool reached = true;
  bool hers = false;                                  // started by an event of hers
  std::optional<int> minute;                          // the time of day, where it is one
  std::vector<FormulaId> known;                       // conditions that hold since the last wait
  std::map<std::string, std::int64_t> coupon_micros;  // granted on this way: how long ago at least
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
  }

  void journey(Node node) {
    if (!node.children(N::error).empty()) return;
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
    const bool one = !minutes.empty() && std::ranges::count(minutes, minutes[0]) == std::ssize(minutes);
    if (clocks_only && one) state.minute = minutes[0];
    return state;
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
        state.known.clear();
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
    if (phrase.is(N::grant)) state.coupon_micros[object_of(subject_, phrase.child(N::path))] = 0;
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
      if (reasoning_.never(together))
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
  static std::optional<std::int64_t> micros_of(const Constant& constant) {
    return nominal_micros(unpack_duration(constant.whole));
  }

  std::optional<std::int64_t> length_of(Node node) const {
    const InstId value = subject_.places.value_at(node.span());
    if (value.exists() && program_.at(value).kind == InstKind::constant &&
        program_.at(value).type.is(TypeKind::duration))
      return micros_of(program_.constants[static_cast<std::size_t>(program_.at(value).a)]);
    return written_length(node);
  }

  // `7 days`, from its tokens.
  std::optional<std::int64_t> written_length(Node node) const {
    if (!node.is(N::duration)) return std::nullopt;
    const Tree& tree = node.tree();
    std::int64_t count = 0;
    std::int64_t unit = 0;
    constexpr std::int64_t hour = 3'600'000'000, day = 24 * hour;
    for (std::uint32_t i = node.begin(); i < node.end(); ++i) {
      if (tree.tokens.all[i].kind == TokenKind::number)
        for (char c : (*subject_.parsed.sources)[static_cast<std::size_t>(tree.tokens.file)].text(tree.tokens.span(i)))
          if (c >= '0' && c <= '9' && count < 1'000'000) count = count * 10 + (c - '0');
      switch (tree.roles[i]) {
        case Kw::seconds:
        case Kw::second_unit: unit = hour / 3600; break;
        case Kw::minutes:
        case Kw::minute_unit: unit = hour / 60; break;
        case Kw::hours:
        case Kw::hour_unit: unit = hour; break;
        case Kw::days_unit:
        case Kw::day_unit: unit = day; break;
        case Kw::weeks:
        case Kw::week_unit: unit = 7 * day; break;
        case Kw::months:
        case Kw::month_unit:
        case Kw::month_grain: unit = 30 * day; break;
        case Kw::years:
        case Kw::year_unit: unit = 360 * day; break;
        default: break;
      }
    }
    return unit == 0 ? std::nullopt : std::optional(count * unit);
  }

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
    state.known.clear();
  }

  void wait_span(Node step, State& state) {
    const auto length = length_of(step.last_child());
    state.last_wait = step.span();
    if (length)
      pass(state, *length);
    else
      state.minute.reset(), state.known.clear();
  }

  void wait_until(Node step, State& state) {
    const Node until = step.child(std::size_t{0});
    state.known.clear();
    if (until.is(N::time)) {
      state.minute = minute_of(until);
      state.last_wait = step.span();
      return;
    }
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
    bool first = true, some_arm = false;
    const Node up_to = step.child(N::up_to);
    const auto length = up_to ? length_of(up_to.last_child()) : std::nullopt;
    for (Node arm : step.children()) {
      if (!arm.is(N::wait_arm) && !arm.is(N::timeout_arm)) continue;
      some_arm = true;
      State inside = state;
      if (arm.is(N::wait_arm)) {
        inside.hers = true;
        inside.minute.reset();
      } else if (length) {
        pass(inside, *length);
      } else {
        inside.minute.reset();
      }
      if (const Node steps = arm.child(N::steps_block)) block(steps.children(), inside);
      inside.hers = state.hers;
      join_ways(out, inside, first);
    }
    if (!some_arm) out = state, out.minute.reset();
    if (some_arm && first) out = state, out.reached = false;
    state = std::move(out);
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
  void ways(const std::vector<Way>& all, State& state) {
    State out;
    out.reached = false;
    bool first = true;
    for (const Way& way : all) {
      State inside = state;
      if (inside.known.size() + way.holds.size() <= effort::known)
        inside.known.insert(inside.known.end(), way.holds.begin(), way.holds.end());
      if (!way.holds.empty() && reasoning_.never(inside.known)) {
        unreached_block(way.steps);
        continue;
      }
      if (way.steps) block(way.steps.children(), inside);
      join_ways(out, inside, first);
    }
    if (first) out = state, out.reached = false;
    state = std::move(out);
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
    ways(all, state);
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

  // Dead arms are told as arms; here only what follows is of interest.
  void branch(Node step, State& state) {
    State out;
    out.reached = false;
    bool first = true;
    std::vector<FormulaId> before = state.known;
    for (Node arm : step.children(N::branch_arm)) {
      State inside = state;
      inside.known = before;
      if (const Node when = arm.child(N::when_clause)) {
        const InstId test = asked(when.last_child());
        if (test.exists() && before.size() < effort::known) {
          inside.known.push_back(reasoning_.of(test));
          before.push_back(reasoning_.fails(test));
        }
      }
      if (const Node steps = arm.child(N::steps_block)) block(steps.children(), inside);
      join_ways(out, inside, first);
    }
    if (first) out = state, out.reached = false;
    state = std::move(out);
  }

  void split(Node step, State& state) {
    std::vector<Way> all;
    for (Node arm : step.children(N::split_arm)) all.push_back({arm.child(N::steps_block), {}});
    ways(all, state);
  }

  void repeat(Node step, State& state) {
    State inside = state;
    inside.minute.reset();
    inside.known.clear();
    inside.coupon_micros.clear();
    if (const Node steps = step.child(N::steps_block)) block(steps.children(), inside);
    const bool may_skip = step.has_keyword(Kw::while_);
    state.reached = inside.reached || may_skip;
    state.minute.reset();
    state.known.clear();
    state.last_wait = step.span();
  }

  void on_day(Node step, State& state) {
    const Node past = step.child(N::past);
    const Node at = step.child(N::at_time);
    state.known.clear();
    state.minute = at ? minute_of(at.child(N::time)) : std::optional(0);
    if (!past || past.has_keyword(Kw::run)) state.minute.reset();
    if (const Node act = step.child(N::action)) action(act, state);
    state.minute.reset();
  }

  Reasoning& reasoning_;
  const Subject& subject_;
  const Program& program_;
  Sends& sends_;
  const Triggers triggers_;
  std::map<std::string, std::int64_t> coupons_;  // valid for so long
  std::map<std::string, Node> templates_;
  std::map<std::string, bool> entered_by_her_;
};

// ---- Circles ------------------------------------------------------------------------------------------------------

class Circles {
 public:
  explicit Circles(const Subject& subject) : subject_(subject) {
    for (Node node : subject.parsed.declarations())
      if (node.is(N::journey)) journeys_.emplace(subject.parsed.name_of(node), node);
  }

  void run() {
    std::vector<Node> order;
    for (const auto& [name, node] : journeys_) order.push_back(node);
    std::ranges::sort(order, [](Node a, Node b) { return a.span() < b.span(); });
    for (Node node : order) {
      std::vector<std::string> way;
      follow(subject_.parsed.name_of(node), node, way);
    }
  }

 private:
  // Depth first; a circle is told at its first member.
  void follow(const std::string& name, Node first, std::vector<std::string>& way) {
    constexpr std::size_t longest = 50;
    if (way.size() > longest || steps_ > most_steps || told_.contains(subject_.parsed.name_of(first))) return;
    ++steps_;
    way.push_back(name);
    const auto found = journeys_.find(name);
    if (found != journeys_.end() && again(found->second)) {
      std::vector<std::pair<std::string, Span>> next;
      bool waited = false;
      collect(found->second.children(), waited, next);
      for (const auto& [other, place] : next) {
        if (other == way.front()) return tell(first, way, place);
        const auto node = journeys_.find(other);
        if (node == journeys_.end() || node->second.span() < first.span()) continue;
        if (std::ranges::find(way, other) == way.end()) follow(other, first, way);
      }
    }
    way.pop_back();
  }

  // May she enter it a second time at once?
  static bool again(Node journey) {
    const Node reenter = journey.child(N::reenter);
    const Node live = journey.child(N::while_live);
    if (!reenter || reenter.has_keyword(Kw::never) || reenter.has_keyword(Kw::cooldown)) return false;
    static_cast<void>(live);
    return reenter.has_keyword(Kw::after_exit);
  }

  // What is entered before any wait.
  void collect(const std::vector<Node>& steps, bool& waited, std::vector<std::pair<std::string, Span>>& next) const {
    for (Node step : steps) {
      if (waited) return;
      switch (step.kind()) {
        case N::wait_span:
        case N::wait_until:
        case N::wait_for:
        case N::on_day: waited = true; break;
        case N::action: {
          const Node phrase = step.child(std::size_t{0});
          if (phrase.is(N::enter)) next.emplace_back(object_of(subject_, phrase.child(N::path)), step.span());
          if (phrase.is(N::stop)) return;
          break;
        }
        default: {
          bool inside = false;
          for (Node part : step.children()) {
            bool own = false;
            if (part.is(N::steps_block)) collect(part.children(), own, next);
            if (part.is(N::branch_arm) || part.is(N::split_arm) || part.is(N::else_branch))
              for (Node block : part.children(N::steps_block)) collect(block.children(), own, next);
            inside = inside || own;
          }
        }
      }
    }
  }

  void tell(Node first, const std::vector<std::string>& way, Span place) {
    std::string circle;
    for (const std::string& name : way) circle += name + " → ";
    circle += way.front();
    told_.insert(way.front());
    subject_.diagnostics.report(Code::S3025, header_of(first), {way.front(), circle})
        .relate(place, Phrase::starts_next, {way.front()});
  }

  static constexpr std::size_t most_steps = 10'000;
  const Subject& subject_;
  std::map<std::string, Node> journeys_;
  std::set<std::string> told_;
  std::size_t steps_ = 0;
};

}  // namespace

void check_journey_steps(Reasoning& reasoning, Sends& sends) {
  Steps steps(reasoning, sends);
  for (Node node : reasoning.subject().parsed.declarations())
    if (node.is(N::journey)) steps.journey(node);
}

void check_journey_circles(const Subject& subject) { Circles(subject).run(); }

}  // namespace sop
