#include "runtime/contacts/pace_graph.h"

#include <algorithm>
#include <map>

#include "runtime/contacts/pace_times.h"

namespace sop {
namespace {

constexpr std::size_t most_nodes = 20'000;
constexpr std::int64_t most_rounds = 1'000;
constexpr std::int64_t most_entries = 64;  // without any time between them
constexpr std::int64_t few_rounds = 6;     // each of which is looked at by itself

// A round of a repeat, inside of a round of another one or not.
struct Round {
  std::int32_t inside = -1;
  std::int32_t repeat = 0;
  std::int64_t number = 0;
  std::int32_t began = -1;  // the node at which it begins
  bool begins = true;       // it and the rounds around it are first or second ones: of many the third is as the second
};

class Writer {
 public:
  Writer(const Pace& pace, Micros window_us) : pace_(pace), window_us_(window_us) {}

  std::optional<PaceGraph> run() {
    if (pace_.steps.empty()) return graph_;
    const std::int64_t entries = entries_in_window();
    if (entries > most_rounds || steps_reached() > most_nodes) return std::nullopt;
    for (std::int32_t entry = 0; entry < entries; ++entry) {
      entry_ = entry;
      nodes_.clear();
      rounds_.clear();
      todo_.clear();
      ends_ = static_cast<std::int32_t>(graph_.nodes.size());
      graph_.nodes.push_back({.entry = entry});  // where this entry is over
      const std::int32_t start = node_of(0, -1);
      graph_.starts_of.push_back(start);
      while (!todo_.empty()) {
        const Place place = todo_.back();
        todo_.pop_back();
        write(place);
        if (too_large_ || graph_.nodes.size() > most_nodes) return std::nullopt;
      }
    }
    for (std::size_t entry = 0; entry + 1 < graph_.starts_of.size(); ++entry) link(entry);
    graph_.more_entries = pace_.entry == PaceEntry::after_exit && entries == most_entries && pace_.clocks.empty();
    if (!put_in_order()) return std::nullopt;
    return std::move(graph_);
  }

 private:
  struct Place {
    std::int32_t step = 0, round = -1, node = 0;
  };

  // Each of them is a node at least: what cannot be written out is known before it is begun.
  std::size_t steps_reached() const {
    std::vector<bool> seen(pace_.steps.size(), false);
    std::vector<std::int32_t> open{0};
    std::size_t out = 0;
    while (!open.empty()) {
      const auto at = static_cast<std::size_t>(open.back());
      open.pop_back();
      if (at >= pace_.steps.size() || seen[at]) continue;
      seen[at] = true;
      ++out;
      const PaceStep& step = pace_.steps[at];
      for (const std::int32_t next : step.arms)
        if (next >= 0) open.push_back(next);
      if (step.next >= 0) open.push_back(step.next);
      if (step.may_skip && step.skip >= 0) open.push_back(step.skip);
      if (step.what == PaceKind::repeat && step.body >= 0 && step.times > 0) open.push_back(step.body);
    }
    return out;
  }

  // How many entries of one key can have contacts in the window.
  std::int64_t entries_in_window() const {
    switch (pace_.entry) {
      case PaceEntry::once:
      case PaceEntry::any_time: return 1;
      case PaceEntry::after_exit: {
        const Micros apart = std::max<Micros>(nominal_micros(pace_.cooldown), 1);
        const std::int64_t entries = std::min<std::int64_t>(window_us_ / apart + 2, most_entries);
        return std::min(entries, by_the_clock());
      }
      case PaceEntry::max_times: return std::min(entries_within(pace_.times, pace_.period), by_the_clock());
    }
    return 1;
  }

  std::int64_t by_the_clock() const {
    std::int64_t entries = most_rounds + 1;
    for (const EntryLimit& clock : pace_.clocks) entries = std::min(entries, entries_within(clock.times, clock.period));
    return entries;
  }

  std::int64_t entries_within(std::int64_t times, Duration length) const {
    const Micros period = std::max<Micros>(shortest(length), 1);
    const std::int64_t periods = (window_us_ - 1) / period + 1;
    // One that began before the window may still go on in it.
    const bool one_more = lasts_at_most() > 0;
    if (times > most_rounds || periods > most_rounds) return most_rounds + 1;
    return times * periods + (one_more ? 1 : 0);
  }

  // From its entry to its last contact, at most; a day more where it takes any time, as periods are days of the
  // calendar.
  Micros lasts_at_most() const {
    Micros sum = 0;
    for (const PaceStep& step : pace_.steps) {
      switch (step.what) {
        case PaceKind::contact:
          sum = later(sum, later(longest(step.length), longest(step.longest_wait)));
          // Where the time of entry is known, every first contact is put off by the same.
          if (pace_.entry_us >= 0 && &step == &pace_.steps.front()) break;
          if (may_be_dropped(step) || step.at_us >= 0) sum = later(sum, 8 * micros_per_day);
          break;
        case PaceKind::pause: sum = later(sum, longest(step.length)); break;
        case PaceKind::clock: sum = later(sum, micros_per_day); break;
        case PaceKind::day: sum = later(sum, std::min(step.day + 1, no_end / micros_per_day) * micros_per_day); break;
        case PaceKind::event: sum = later(sum, longest(step.length)); break;
        case PaceKind::choice: break;
        case PaceKind::date:
        case PaceKind::repeat: return no_end;
      }
    }
    return sum == 0 ? 0 : later(sum, micros_per_day);
  }

  // The next entry begins when this one has ended.
  void link(std::size_t entry) {
    const std::int32_t end = graph_.starts_of[entry] - 1;
    PaceWay again{.to = graph_.starts_of[entry + 1], .gap = PaceGap::entry, .at_us = pace_.entry_us};
    if (pace_.entry == PaceEntry::after_exit) again.length = pace_.cooldown;
    const auto bound = [&](std::int64_t times, Duration length) {
      const std::int64_t first = static_cast<std::int64_t>(entry) + 1 - times;
      if (first >= 0) again.bounds.push_back({graph_.starts_of[static_cast<std::size_t>(first)], length});
    };
    if (pace_.entry == PaceEntry::max_times) bound(pace_.times, pace_.period);
    for (const EntryLimit& clock : pace_.clocks) bound(clock.times, clock.period);
    graph_.nodes[static_cast<std::size_t>(end)].ways.push_back(again);
    if (!pace_.may_end_early) return;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      if (graph_.nodes[i].entry == static_cast<std::int32_t>(entry) && static_cast<std::int32_t>(i) != end)
        graph_.nodes[i].ways.push_back({.to = end});
  }

  std::int32_t add(const Place& place) {
    const auto node = static_cast<std::int32_t>(graph_.nodes.size());
    const bool begins = place.round < 0 || rounds_[static_cast<std::size_t>(place.round)].begins;
    graph_.nodes.push_back({.entry = entry_, .begins = begins && entry_ == 0});
    todo_.push_back({place.step, place.round, node});
    return node;
  }

  std::int32_t node_of(std::int32_t step, std::int32_t round) {
    if (step < 0 || static_cast<std::size_t>(step) >= pace_.steps.size()) return ends_;
    const auto found = nodes_.find({step, round});
    if (found != nodes_.end()) return found->second;
    return nodes_[{step, round}] = add({step, round, 0});
  }

  void way(std::int32_t node, PaceWay made) { graph_.nodes[static_cast<std::size_t>(node)].ways.push_back(made); }

  void write(const Place& place) {
    const PaceStep& step = pace_.steps[static_cast<std::size_t>(place.step)];
    if (step.what == PaceKind::repeat) return write_repeat(place, step);
    const std::int32_t next = node_of(step.next, place.round);
    switch (step.what) {
      case PaceKind::contact:
        graph_.nodes[static_cast<std::size_t>(place.node)].step = place.step;
        way(place.node, {.to = next});
        break;
      case PaceKind::pause: way(place.node, {.to = next, .gap = PaceGap::exact, .length = step.length}); break;
      case PaceKind::clock: way(place.node, {.to = next, .gap = PaceGap::clock, .at_us = step.at_us}); break;
      case PaceKind::date:
      case PaceKind::day:
        way(place.node, {.to = next,
                         .gap = step.what == PaceKind::day ? PaceGap::day : PaceGap::date,
                         .at_us = step.at_us,
                         .day = step.day,
                         .past_runs = step.past_runs});
        if (step.may_skip) way(place.node, {.to = node_of(step.skip, place.round)});
        break;
      case PaceKind::event:
        for (const std::int32_t arm : step.arms)
          way(place.node, {.to = node_of(arm, place.round), .gap = PaceGap::free, .length = step.length});
        way(place.node, {.to = next, .gap = PaceGap::exact, .length = step.length});
        break;
      case PaceKind::choice:
        for (const std::int32_t arm : step.arms) way(place.node, {.to = node_of(arm, place.round)});
        way(place.node, {.to = next});
        break;
      case PaceKind::repeat: break;
    }
  }

  // Met for the first time, or at the end of one of its rounds.
  void write_repeat(const Place& place, const PaceStep& step) {
    const bool again = place.round >= 0 && rounds_[static_cast<std::size_t>(place.round)].repeat == place.step;
    const Round last = again ? rounds_[static_cast<std::size_t>(place.round)] : Round{};
    const std::int32_t outside = again ? last.inside : place.round;
    const std::int64_t number = again ? last.number + 1 : 0;
    // The first entry may stand in any of its rounds when the window begins, the last one too.
    if (entry_ == 0 || !step.all_times || number >= step.times) way(place.node, {.to = node_of(step.next, outside)});
    const Micros apart = std::max<Micros>(nominal_micros(step.length), 1);
    const std::int64_t rounds = std::min(step.times, window_us_ / apart + 3);
    too_large_ = too_large_ || rounds > most_rounds;
    if (number >= rounds || too_large_) return;
    const auto round = static_cast<std::int32_t>(rounds_.size());
    const bool each = step.times <= std::min(rounds, few_rounds);
    const bool begins = (number < 2 || each) && (outside < 0 || rounds_[static_cast<std::size_t>(outside)].begins);
    rounds_.push_back({outside, place.step, number, -1, begins});
    const std::int32_t body = node_of(step.body, round);
    rounds_.back().began = body;
    PaceWay into{.to = body};
    if (again)
      into = {.to = body, .gap = PaceGap::round, .length = step.length, .since = last.began, .each_round = each};
    way(place.node, into);
  }

  bool put_in_order() {
    std::vector<int> before(graph_.nodes.size(), 0);
    for (const PaceNode& node : graph_.nodes)
      for (const PaceWay& one : node.ways) ++before[static_cast<std::size_t>(one.to)];
    for (std::size_t i = 0; i < before.size(); ++i)
      if (before[i] == 0) graph_.order.push_back(static_cast<std::int32_t>(i));
    for (std::size_t i = 0; i < graph_.order.size(); ++i)
      for (const PaceWay& one : graph_.nodes[static_cast<std::size_t>(graph_.order[i])].ways)
        if (--before[static_cast<std::size_t>(one.to)] == 0) graph_.order.push_back(one.to);
    return graph_.order.size() == graph_.nodes.size();
  }

  const Pace& pace_;
  Micros window_us_;
  PaceGraph graph_;
  std::int32_t entry_ = 0, ends_ = 0;
  bool too_large_ = false;
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> nodes_;  // (step, round) of the present entry
  std::vector<Round> rounds_;
  std::vector<Place> todo_;
};

std::int64_t saturated(std::int64_t a, std::int64_t b, bool times) {
  std::int64_t out = 0;
  constexpr std::int64_t most = 1'000'000'000;
  const bool over = times ? __builtin_mul_overflow(a, b, &out) : __builtin_add_overflow(a, b, &out);
  return over ? most : std::min(out, most);
}

}  // namespace

std::optional<PaceGraph> written_out(const Pace& pace, Micros window_us) { return Writer(pace, window_us).run(); }

// Depth first; a way back to a step that is open ends a round.
std::int64_t longest_way(const Pace& pace, const std::vector<bool>& counted, Micros window_us) {
  enum class Seen : std::uint8_t { never, open, done };
  std::vector<Seen> seen(pace.steps.size(), Seen::never);
  std::vector<std::int64_t> longest(pace.steps.size(), 0);
  std::vector<std::int32_t> stack;
  const auto push = [&](std::int32_t step) {
    if (step >= 0 && seen[static_cast<std::size_t>(step)] == Seen::never) stack.push_back(step);
  };
  const auto of = [&](std::int32_t step) {
    return step >= 0 && seen[static_cast<std::size_t>(step)] == Seen::done ? longest[static_cast<std::size_t>(step)]
                                                                           : 0;
  };
  push(pace.steps.empty() ? pace_ends : 0);
  while (!stack.empty()) {
    const auto at = static_cast<std::size_t>(stack.back());
    const PaceStep& step = pace.steps[at];
    if (seen[at] == Seen::never) {
      seen[at] = Seen::open;
      for (const std::int32_t next : step.arms) push(next);
      for (const std::int32_t next : {step.next, step.body, step.may_skip ? step.skip : pace_ends}) push(next);
      continue;
    }
    stack.pop_back();
    if (seen[at] == Seen::done) continue;
    seen[at] = Seen::done;
    std::int64_t best = std::max(of(step.next), step.may_skip ? of(step.skip) : 0);
    for (const std::int32_t arm : step.arms) best = std::max(best, of(arm));
    if (step.what == PaceKind::repeat) {
      const Micros apart = std::max<Micros>(nominal_micros(step.length), 1);
      const std::int64_t rounds = std::min(step.times, window_us / apart + 2);
      best = saturated(best, saturated(of(step.body), rounds, true), false);
    }
    longest[at] = saturated(best, counted[at] ? 1 : 0, false);
  }
  return of(0);
}

}  // namespace sop
