// Random journeys, walked at random: nobody ever gets more contacts in a window than the worst case says, and on small
// journeys somebody gets as many.
#include <catch2/catch.hpp>
#include <random>

#include "clock.h"
#include "runtime/contacts/worst_case.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

struct Maker {
  std::mt19937 random;
  Pace pace;
  Contacts contacts;

  std::int64_t up_to(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n)(random); }

  std::int32_t add(PaceStep step) {
    pace.steps.push_back(std::move(step));
    return static_cast<std::int32_t>(pace.steps.size()) - 1;
  }
  Duration length() {
    return up_to(1) == 0 ? Duration{1 + up_to(3), DurationUnit::days}
                         : Duration{(1 + up_to(40)) * hour, DurationUnit::micros};
  }

  // A block that goes on at `next`; answers its first step. Written from the back.
  std::int32_t block(std::int32_t next, int depth) {
    for (std::int64_t i = 1 + up_to(3); i > 0; --i) next = step(next, depth);
    return next;
  }
  std::int32_t step(std::int32_t next, int depth) {
    switch (up_to(depth > 0 ? 10 : 6)) {
      case 0: return add({.what = PaceKind::pause, .next = next, .length = length()});
      case 1: return add({.what = PaceKind::clock, .next = next, .at_us = up_to(23) * hour});
      case 2:
        return add({.what = PaceKind::day,
                    .next = next,
                    .at_us = up_to(23) * hour,
                    .day = up_to(6),
                    .past_runs = up_to(1) == 0,
                    .skip = next,
                    .may_skip = up_to(1) == 0});
      case 3:
        return add({.what = PaceKind::date,
                    .next = next,
                    .at_us = up_to(1) == 0 ? -1 : up_to(23) * hour,
                    .past_runs = up_to(1) == 0,
                    .skip = next,
                    .may_skip = up_to(1) == 0});
      case 7: {
        const std::int32_t arm = block(next, depth - 1);
        return add({.what = PaceKind::choice, .next = next, .arms = {arm}});
      }
      case 8: {
        const std::int32_t arm = block(next, depth - 1), late = block(next, depth - 1);
        return add({.what = PaceKind::event, .next = late, .arms = {arm}, .length = length()});
      }
      case 9: {
        const std::int32_t loop =
            add({.what = PaceKind::repeat, .next = next, .length = length(), .times = 1 + up_to(3)});
        const std::int32_t body = block(loop, depth - 1);
        pace.steps[static_cast<std::size_t>(loop)].body = body;
        return loop;
      }
      default: {
        PaceStep made{.what = PaceKind::contact, .next = next};
        if (up_to(3) == 0) made.at_us = up_to(23) * hour;
        if (up_to(3) == 0) made.hours.open = {{{9 * hour, 18 * hour, {}}}};
        return add(std::move(made));
      }
    }
  }

  // The first step stands first.
  void make() {
    if (up_to(3) == 0) pace.entry_us = up_to(23) * hour;
    add({.what = PaceKind::choice});
    const std::int32_t first = block(pace_ends, 2);
    pace.steps[0].next = first;
  }
};

// One way of one customer: when she is contacted.
struct Walk {
  Maker& maker;
  bool hasty;  // waits for events end at once
  Micros entered = 0;
  std::vector<Micros> made;

  void run() {
    const Pace& pace = maker.pace;
    entered = pace.entry_us >= 0 ? pace.entry_us : maker.up_to(24 * 60 - 1) * minute;
    Micros now = entered;
    std::vector<std::pair<std::int64_t, Micros>> rounds(pace.steps.size(), {0, 0});
    for (std::int32_t at = 0; at >= 0;) {
      const PaceStep& step = pace.steps[static_cast<std::size_t>(at)];
      auto& [round, began] = rounds[static_cast<std::size_t>(at)];
      if (step.what == PaceKind::repeat) {
        if (round == step.times || (round > 0 && maker.up_to(9) == 0)) {
          round = 0;
          at = step.next;
          continue;
        }
        if (round > 0) now = std::max(now, moved(began, step.length));
        began = now;
        ++round;
        at = step.body;
        continue;
      }
      at = go(step, now);
    }
  }

  static Micros moved(Micros at, Duration by) { return at + nominal_micros(by); }
  static Micros next_clock(Micros at, Micros time) { return at + floor_mod(time - at, micros_per_day); }

  static Micros midnight(Micros at) { return floor_div(at, micros_per_day) * micros_per_day; }

  static std::int32_t until(const PaceStep& step, Micros due, Micros& now) {
    if (now <= due) return now = due, step.next;
    if (step.past_runs) return step.next;
    return step.may_skip ? step.skip : pace_ends;
  }

  std::int32_t go(const PaceStep& step, Micros& now) {
    switch (step.what) {
      case PaceKind::contact:
        if (step.at_us >= 0) now = next_clock(now, step.at_us);
        now = *next_open(step.hours, now, INT64_MAX, utc_rules());
        made.push_back(now);
        return step.next;
      case PaceKind::pause: now = moved(now, step.length); return step.next;
      case PaceKind::clock: now = next_clock(now, step.at_us); return step.next;
      case PaceKind::day: return until(step, midnight(entered) + step.day * micros_per_day + step.at_us, now);
      case PaceKind::date: {
        const Micros at = step.at_us >= 0 ? step.at_us : maker.up_to(24 * 60) * minute;
        return until(step, midnight(now) + (maker.up_to(4) - 1) * micros_per_day + at, now);
      }
      case PaceKind::event:
        if (maker.up_to(1) == 0) return now = moved(now, step.length), step.next;
        now += hasty ? 1 : 1 + maker.up_to(nominal_micros(step.length) - 1);
        return step.arms[0];
      case PaceKind::choice: return step.arms.empty() || maker.up_to(1) == 0 ? step.next : step.arms[0];
      case PaceKind::repeat: break;
    }
    return pace_ends;
  }

  std::int64_t most(Duration window) const {
    std::int64_t best = 0;
    for (std::size_t i = 0; i < made.size(); ++i) {
      std::int64_t inside = 0;
      for (std::size_t j = i; j < made.size(); ++j) {
        const bool in = window.unit == DurationUnit::days
                            ? made[j] / micros_per_day - made[i] / micros_per_day < window.count
                            : made[j] - made[i] < window.count;
        inside += in ? 1 : 0;
      }
      best = std::max(best, inside);
    }
    return best;
  }
};

}  // namespace

TEST_CASE("nobody gets more than the worst case, and mostly somebody gets as many") {
  constexpr Duration windows[] = {{1, DurationUnit::days}, {7, DurationUnit::days}, {24 * hour, DurationUnit::micros}};
  int cases = 0, reached = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Maker maker{std::mt19937(seed), {}, {}};
    maker.make();
    std::int64_t seen[3] = {0, 0, 0};
    for (int walk = 0; walk < 60; ++walk) {
      Walk one{maker, walk % 3 != 0, 0, {}};
      one.run();
      for (std::size_t w = 0; w < 3; ++w) seen[w] = std::max(seen[w], one.most(windows[w]));
    }
    for (std::size_t w = 0; w < 3; ++w) {
      const WorstCase worst = worst_case(maker.pace, windows[w], [](const PaceStep&) { return true; });
      CAPTURE(seed, w, worst.most, seen[w]);
      CHECK(seen[w] <= worst.most);
      CHECK(worst.bound == Bound::reached);
      if (w == 2) continue;  // elapsed windows take a clock's waits as none
      ++cases;
      reached += seen[w] == worst.most ? 1 : 0;
    }
  }
  CAPTURE(reached, cases);
  CHECK(reached * 100 >= cases * 85);
}
