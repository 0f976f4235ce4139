#include "runtime/contacts/worst_case.h"

#include <algorithm>
#include <map>
#include <optional>

#include "runtime/contacts/pace_times.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

constexpr std::size_t most_states = 2'000'000;

std::size_t position(std::int32_t id) { return static_cast<std::size_t>(id); }

struct State {
  Micros at = 0;  // since the first midnight of the window, or since its first contact
  std::int64_t count = 0;
  std::int32_t from = -1;  // the state before
  std::int32_t step = -1;  // a contact that was counted
  std::int32_t node = -1;
  Micros entered = 0;       // where entries are bounded one by one: when its own one was
  std::int32_t round = -1;  // the node at which the latest round on this way began
  Micros began = 0;         // and when
};

class Search {
 public:
  Search(const Pace& pace, const PaceGraph& graph, Duration window, const std::vector<bool>& counted)
      : pace_(pace),
        graph_(graph),
        calendar_(window.unit != DurationUnit::micros),
        window_us_(longest(window)),
        counted_(counted),
        times_(pace, graph),
        place_(graph.nodes.size(), 0),
        asked_until_(graph.nodes.size(), -1),
        at_(graph.nodes.size()) {
    for (std::size_t i = 0; i < graph.order.size(); ++i) place_[position(graph.order[i])] = i;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
      for (const PaceWay& way : graph.nodes[i].ways) {
        if (way.since < 0) continue;
        std::int64_t& last = asked_until_[position(way.since)];
        last = std::max(last, static_cast<std::int64_t>(place_[i]));
      }
  }

  // Nothing when there are too many ways to try.
  std::optional<WorstCase> run() {
    WorstCase worst;
    for (const std::int32_t node : graph_.order) {
      const PaceNode& one = graph_.nodes[position(node)];
      if (one.step < 0 || !one.begins || !counted_[position(one.step)]) continue;
      if (!from(node, worst)) return std::nullopt;
    }
    return worst;
  }
  // Some way goes through every entry that is written out.
  bool all_entries() const { return all_entries_; }

 private:
  const PaceStep& step_of(const PaceNode& node) const { return pace_.steps[position(node.step)]; }

  // When a contact that is reached at `at` is due: dropped or not, what follows comes no sooner.
  Micros due_at(const PaceStep& step, Micros at) const {
    if (!calendar_) return later(at, shortest(step.length));
    return later(step.at_us >= 0 ? next_clock(at, step.at_us) : at, shortest(step.length));
  }

  // When it goes out; nothing: its hours are never open.
  std::optional<Micros> goes_out(const PaceStep& step, Micros due) const {
    return calendar_ ? opening(step, due) : due;
  }

  // ---- One search: everything that may follow one contact within the window

  bool from(std::int32_t start, WorstCase& worst) {
    for (const std::int32_t node : touched_) at_[position(node)].clear();
    touched_.clear();
    states_.clear();
    start_ = start;
    const PaceNode& first = graph_.nodes[position(start)];
    const std::optional<Micros> earliest = first_instant(first);
    if (!earliest || (calendar_ && *earliest >= window_us_)) return true;
    begins_at_ = *earliest;
    const Micros latest = times_.latest(start);
    latest_day_ = latest >= no_end ? -1 : latest / micros_per_day;
    const Micros own = one_by_one() ? entered(graph_.starts_of[position(first.entry)]) : 0;
    states_.push_back({*earliest, 1, -1, first.step, start, own});
    note(0, worst);
    leave(start, 0, *earliest);
    for (std::size_t i = place_[position(start)] + 1; i < graph_.order.size(); ++i) {
      const std::int32_t node = graph_.order[i];
      if (at_[position(node)].empty()) continue;
      if (!reach(node, worst)) return false;
    }
    return true;
  }

  std::optional<Micros> first_instant(const PaceNode& node) const {
    if (!calendar_) return 0;
    const Micros known = times_.time_of_day(start_);
    if (known != unknown_time) return known;
    const PaceStep& step = step_of(node);
    return opening(step, step.at_us >= 0 && step.longest_wait.count == 0 ? step.at_us : 0);
  }

  bool reach(std::int32_t id, WorstCase& worst) {
    const PaceNode& node = graph_.nodes[position(id)];
    if (!graph_.starts_of.empty() && id == graph_.starts_of.back() && graph_.starts_of.size() > 1) all_entries_ = true;
    for (const std::int32_t at : std::vector<std::int32_t>(at_[position(id)])) {
      if (states_.size() > most_states) return false;
      const State state = states_[position(at)];
      if (node.step < 0) {
        leave(id, at, state.at);
        continue;
      }
      const PaceStep& step = step_of(node);
      const Micros due = due_at(step, state.at);
      if (may_be_dropped(step)) leave(id, at, due);
      const std::optional<Micros> out = goes_out(step, due);
      if (!out || *out >= window_us_) continue;  // never open: dropped above
      if (!counted_[position(node.step)]) {
        leave(id, at, *out);
        continue;
      }
      states_.push_back({*out, state.count + 1, at, node.step, id, state.entered, state.round, state.began});
      const auto made = static_cast<std::int32_t>(states_.size()) - 1;
      note(made, worst);
      leave(id, made, *out);
    }
    return true;
  }

  void note(std::int32_t state, WorstCase& worst) {
    if (states_[position(state)].count <= worst.most) return;
    worst.bound = keeps_to_its_entries(state) ? Bound::reached : Bound::at_most;
    worst.most = states_[position(state)].count;
    worst.calendar.clear();
    for (std::int32_t at = state; at >= 0; at = states_[position(at)].from)
      if (const State& one = states_[position(at)]; one.step >= 0) worst.calendar.push_back({one.step, one.at});
    std::ranges::reverse(worst.calendar);
  }

  void leave(std::int32_t node, std::int32_t state, Micros at) {
    for (const PaceWay& way : graph_.nodes[position(node)].ways) {
      const State from = states_[position(state)];
      const Micros there = way.gap == PaceGap::entry ? soonest_entry(way, at, from) : soonest(way, at, node, from);
      const Micros entered = way.gap == PaceGap::entry && one_by_one() ? there : from.entered;
      if (there >= window_us_) continue;
      State next{there, from.count, state, -1, way.to, entered, from.round, from.began};
      if (asked_until_[position(way.to)] >= 0)
        next.round = way.to, next.began = there;
      else if (next.round >= 0 &&
               asked_until_[position(next.round)] < static_cast<std::int64_t>(place_[position(way.to)]))
        next.round = -1, next.began = 0;
      enter(way.to, next);
    }
  }

  // Of two states the one that is no later with no fewer contacts makes the other one needless.
  void enter(std::int32_t node, State state) {
    std::vector<std::int32_t>& here = at_[position(node)];
    const auto beats = [](const State& a, const State& b) {
      return a.at <= b.at && a.count >= b.count && a.entered <= b.entered && a.round == b.round && a.began <= b.began;
    };
    for (const std::int32_t other : here)
      if (beats(states_[position(other)], state)) return;
    std::erase_if(here, [&](std::int32_t other) { return beats(state, states_[position(other)]); });
    if (here.empty()) touched_.push_back(node);
    here.push_back(static_cast<std::int32_t>(states_.size()));
    states_.push_back(state);
  }

  Micros soonest(const PaceWay& way, Micros at, std::int32_t node, const State& from) {
    switch (way.gap) {
      case PaceGap::none:
      case PaceGap::free: return at;
      case PaceGap::least:
      case PaceGap::exact: return later(at, shortest(way.length));
      case PaceGap::clock: return calendar_ ? next_clock(at, way.at_us) : at;
      case PaceGap::date: return !calendar_ || way.past_runs || way.at_us < 0 ? at : next_clock(at, way.at_us);
      case PaceGap::day: return calendar_ ? soonest_day(way, at, graph_.nodes[position(node)].entry) : at;
      case PaceGap::entry: break;
      case PaceGap::round:
        return std::max(at, later(from.round == way.since ? from.began : began(way.since), shortest(way.length)));
    }
    return at;
  }

  // Day n after an entry: counted from the latest day the first contact can have, or from an entry in the window.
  Micros soonest_day(const PaceWay& way, Micros at, std::int32_t entry) const {
    Micros day = at;
    const Micros by = std::min(way.day, no_end / micros_per_day) * micros_per_day + way.at_us;
    const std::vector<std::int32_t>& entered = at_[position(graph_.starts_of[position(entry)])];
    if (entry == graph_.nodes[position(start_)].entry && latest_day_ >= 0)
      day = std::max(at, by - latest_day_ * micros_per_day);
    else if (!entered.empty())
      day = std::max(at, earliest(entered) / micros_per_day * micros_per_day + by);
    return way.past_runs ? day : next_clock(day, way.at_us);
  }

  // The next entry: after the cooldown, and when all windows of entries have room again.
  Micros soonest_entry(const PaceWay& way, Micros at, const State& from) {
    at = later(at, shortest(way.length));
    for (const PaceBound& bound : way.bounds) {
      const bool own = graph_.starts_of[position(graph_.nodes[position(way.to)].entry) - 1] == bound.since;
      at = std::max(at, room_after(own ? from.entered : entered(bound.since), bound.length));
    }
    return way.at_us >= 0 && calendar_ ? next_clock(at, way.at_us) : at;
  }

  // An entry is so long after the one before it, not only after one of several.
  bool one_by_one() const {
    return (pace_.entry == PaceEntry::max_times && pace_.times == 1) ||
           std::ranges::any_of(pace_.clocks, [](const EntryLimit& one) { return one.times == 1; });
  }

  // A window of days counts from the midnight before; where no midnight is known, it may be a day shorter.
  Micros room_after(Micros entry, Duration length) const {
    if (length.unit == DurationUnit::micros) return later(entry, shortest(length));
    if (calendar_) return later(midnight(entry), shortest(length));
    return later(entry, pace_.entry_us >= 0 ? shortest(length) : shortest(length) - micros_per_day);
  }

  static Micros midnight(Micros at) { return floor_div(at, micros_per_day) * micros_per_day; }

  // When the entry at this node can have been at the earliest: that of the first contact may lie before the window.
  Micros entered(std::int32_t node) {
    if (!at_[position(node)].empty()) return earliest(at_[position(node)]);
    Micros at = began(node);
    if (!calendar_) return at;
    if (latest_day_ >= 0) at = std::max(at, -latest_day_ * micros_per_day);
    return pace_.entry_us >= 0 && at > -no_end ? next_clock(at, pace_.entry_us) : at;
  }

  // Of the way to this state: are its own entries as far apart as they have to be? The soonest of all were taken.
  bool keeps_to_its_entries(std::int32_t state) {
    std::map<std::int32_t, Micros> entries;
    for (std::int32_t at = state; at >= 0; at = states_[position(at)].from) {
      const State& one = states_[position(at)];
      if (one.from < 0) break;  // the first contact: when that entry was is not on this way
      if (one.node >= 0 && graph_.starts_of[position(graph_.nodes[position(one.node)].entry)] == one.node)
        entries[one.node] = one.at;
    }
    for (std::size_t entry = 0; entry + 1 < graph_.starts_of.size(); ++entry)
      for (const PaceWay& way : graph_.nodes[position(graph_.starts_of[entry] - 1)].ways)
        for (const PaceBound& bound : way.bounds) {
          const auto before = entries.find(bound.since), after = entries.find(way.to);
          if (before != entries.end() && after != entries.end() &&
              after->second < room_after(before->second, bound.length))
            return false;
        }
    return true;
  }

  Micros earliest(const std::vector<std::int32_t>& states) const {
    Micros at = no_end;
    for (const std::int32_t one : states) at = std::min(at, states_[position(one)].at);
    return at;
  }

  // When the round that begins at this node began: in the window, or as long before the first contact as it can be.
  Micros began(std::int32_t node) {
    if (!at_[position(node)].empty()) return earliest(at_[position(node)]);
    const Micros before = times_.latest_since(node, start_);
    return before < 0 ? begins_at_ : before >= no_end ? -no_end : begins_at_ - before;
  }

  const Pace& pace_;
  const PaceGraph& graph_;
  bool calendar_;
  Micros window_us_;
  const std::vector<bool>& counted_;
  PaceTimes times_;
  std::vector<std::size_t> place_;  // by node: where it stands in the order
  std::vector<std::int64_t>
      asked_until_;  // by node: the last place where it is asked when its round began; -1: none does

  std::int32_t start_ = 0;
  Micros begins_at_ = 0;
  std::int64_t latest_day_ = -1;               // after the day of entry; -1: no end
  std::vector<std::vector<std::int32_t>> at_;  // by node: the states that wait there
  std::vector<std::int32_t> touched_;
  std::vector<State> states_;
  bool all_entries_ = false;
};

}  // namespace

WorstCase worst_case(const Pace& pace, Duration window, const std::function<bool(const PaceStep&)>& counted) {
  std::vector<bool> asked;
  for (const PaceStep& step : pace.steps) asked.push_back(step.what == PaceKind::contact && counted(step));
  WorstCase answer;
  const std::optional<PaceGraph> graph = written_out(pace, longest(window));
  if (graph && !graph->nodes.empty()) {
    Search search(pace, *graph, window, asked);
    if (auto found = search.run()) {
      const bool endless = pace.entry == PaceEntry::any_time || (graph->more_entries && search.all_entries());
      if (endless && found->most > 0) found->bound = Bound::unbounded;
      return *found;
    }
  }
  if (graph && graph->nodes.empty()) return answer;
  answer.most = longest_way(pace, asked, longest(window));
  answer.bound = pace.entry == PaceEntry::once ? Bound::at_most : Bound::unbounded;
  return answer;
}

// Branch and bound over whom to take; without the time to try, all of them.
std::int64_t most_together(std::span<const std::int64_t> members,
                           std::span<const std::pair<std::size_t, std::size_t>> apart) {
  constexpr std::size_t most_tries = 200'000;
  std::vector<std::vector<std::size_t>> never_with(members.size());
  for (const auto& [a, b] : apart) {
    never_with[a].push_back(b);
    never_with[b].push_back(a);
  }
  std::vector<std::int64_t> rest(members.size() + 1, 0);
  for (std::size_t i = members.size(); i-- > 0;) rest[i] = rest[i + 1] + members[i];
  std::vector<int> barred(members.size(), 0);
  std::int64_t best = 0;
  std::size_t tries = 0;
  const auto take = [&](auto&& self, std::size_t i, std::int64_t sum) -> void {
    best = std::max(best, sum);
    if (i == members.size() || sum + rest[i] <= best || ++tries > most_tries) return;
    if (barred[i] == 0) {
      for (const std::size_t other : never_with[i]) ++barred[other];
      self(self, i + 1, sum + members[i]);
      for (const std::size_t other : never_with[i]) --barred[other];
    }
    self(self, i + 1, sum);
  };
  take(take, 0, 0);
  return tries > most_tries ? rest[0] : best;
}

}  // namespace sop
