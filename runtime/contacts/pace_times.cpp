#include "runtime/contacts/pace_times.h"

#include <algorithm>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

std::size_t index(std::int32_t id) { return static_cast<std::size_t>(id); }

// When it is due, reached at `time`: dropped or not, what follows comes no sooner.
Micros due_time(const PaceStep& contact, Micros time) {
  if (contact.at_us >= 0) time = contact.at_us;
  if (time == unknown_time || contact.length.unit != DurationUnit::micros) return time;
  return floor_mod(time + contact.length.count, micros_per_day);
}

Micros time_out(const PaceStep& contact, Micros due) {
  if (contact.longest_wait.count > 0 || due == unknown_time) return unknown_time;
  const auto open = opening(contact, due);
  return open ? floor_mod(*open, micros_per_day) : unknown_time;
}

Micros time_after(const PaceWay& way, Micros time) {
  switch (way.gap) {
    case PaceGap::none: return time;
    case PaceGap::exact:
      if (time == unknown_time || way.length.unit != DurationUnit::micros) return time;
      return floor_mod(time + way.length.count, micros_per_day);
    case PaceGap::clock: return way.at_us;
    case PaceGap::date:
    case PaceGap::day: return way.past_runs ? unknown_time : way.at_us;
    case PaceGap::entry: return way.at_us >= 0 ? way.at_us : unknown_time;
    case PaceGap::least:
    case PaceGap::free:
    case PaceGap::round: return unknown_time;
  }
  return unknown_time;
}

// `from_midnight`: `at` counts from a midnight; otherwise the time of day is open, and a clock may take a whole day.
Micros latest_after(const PaceWay& way, Micros at, bool from_midnight) {
  switch (way.gap) {
    case PaceGap::none: return at;
    case PaceGap::exact:
    case PaceGap::free: return later(at, longest(way.length));
    case PaceGap::clock: return from_midnight ? next_clock(at, way.at_us) : later(at, micros_per_day);
    case PaceGap::day: {
      if (!from_midnight) return no_end;
      const Micros day = later(std::min(way.day, no_end / micros_per_day) * micros_per_day, way.at_us);
      return way.past_runs ? std::max(at, day) : day;
    }
    case PaceGap::least:
    case PaceGap::date:
    case PaceGap::entry:
    case PaceGap::round: return no_end;
  }
  return no_end;
}

}  // namespace

Micros shortest(Duration length) {
  if (length.unit == DurationUnit::micros) return std::min(length.count, no_end);
  if (length.count > no_end / (31 * micros_per_day)) return no_end;
  return length.count * (length.unit == DurationUnit::months ? 28 : 1) * micros_per_day;
}

Micros longest(Duration length) {
  if (length.unit != DurationUnit::months || length.count > no_end / (31 * micros_per_day)) return shortest(length);
  return length.count * 31 * micros_per_day;
}

Micros later(Micros at, Micros by) { return std::min(at + by, no_end); }

Micros next_clock(Micros at, Micros time_of_day) {
  return at >= no_end ? no_end : at + floor_mod(time_of_day - at, micros_per_day);
}

std::optional<Micros> opening(const PaceStep& contact, Micros at) {
  if (at >= no_end) return no_end;
  return next_open(contact.hours, at, at + 8 * micros_per_day, utc_rules());
}

bool may_be_dropped(const PaceStep& contact) { return !contact.hours.quiet.empty() || !contact.hours.open.empty(); }

PaceTimes::PaceTimes(const Pace& pace, const PaceGraph& graph) : pace_(pace), graph_(graph) {
  find_times_of_day();
  latest_ = latest_from(graph.starts_of[0], pace.entry_us >= 0 ? pace.entry_us : micros_per_day - 1, true);
}

void PaceTimes::find_times_of_day() {
  constexpr Micros unreached = -2;
  time_.assign(graph_.nodes.size(), unreached);
  const auto meet = [&](std::int32_t node, Micros time) {
    Micros& here = time_[index(node)];
    here = here == unreached || here == time ? time : unknown_time;
  };
  std::vector<Micros> reached(graph_.nodes.size(), unknown_time);  // a contact goes out later than that
  meet(graph_.starts_of[0], pace_.entry_us >= 0 ? pace_.entry_us : unknown_time);
  for (const std::int32_t id : graph_.order) {
    const PaceNode& node = graph_.nodes[index(id)];
    Micros& here = time_[index(id)];
    if (here == unreached) here = unknown_time;
    reached[index(id)] = here;
    Micros after = here;
    if (node.step >= 0) {
      const PaceStep& contact = pace_.steps[index(node.step)];
      const Micros due = due_time(contact, here);
      here = time_out(contact, due);
      after = may_be_dropped(contact) && due != here ? unknown_time : here;
    }
    for (const PaceWay& way : node.ways) {
      // Whole days after it began, or later at the same time of day.
      const bool same_time = way.gap == PaceGap::round && after == reached[index(way.since)] &&
                             (way.length.unit != DurationUnit::micros || way.length.count % micros_per_day == 0);
      meet(way.to, same_time ? after : time_after(way, after));
    }
  }
}

Micros PaceTimes::latest_out(const PaceStep& contact, Micros at, bool from_midnight) const {
  // A full cap puts it off to the end of the last day it allows; hours are those of a day: open within one, or never.
  constexpr Micros until_open = micros_per_day;
  const bool any_hour = contact.hours.open.empty() && contact.hours.quiet.empty();
  const bool put_off = contact.longest_wait.count > 0;
  Micros wait = put_off ? later(longest(contact.longest_wait), micros_per_day) : 0;
  if (!any_hour && (put_off || !from_midnight)) wait = later(wait, until_open);
  if (!from_midnight) {
    const Micros due = later(contact.at_us >= 0 ? later(at, micros_per_day) : at, longest(contact.length));
    return later(due, wait);
  }
  const Micros due = contact.at_us >= 0 ? next_clock(at, contact.at_us) : at;
  return later(opening(contact, later(due, longest(contact.length))).value_or(no_end), wait);
}

std::vector<Micros> PaceTimes::latest_from(std::int32_t begin, Micros at, bool from_midnight) const {
  std::vector<Micros> latest(graph_.nodes.size(), -1);
  latest[index(begin)] = at;
  for (const std::int32_t id : graph_.order) {
    const PaceNode& node = graph_.nodes[index(id)];
    Micros& here = latest[index(id)];
    if (here < 0) continue;
    if (node.step >= 0) here = latest_out(pace_.steps[index(node.step)], here, from_midnight);
    for (const PaceWay& way : node.ways) {
      Micros& there = latest[index(way.to)];
      if (way.gap == PaceGap::round && way.each_round) {
        // Where it began before all that is looked at, no later than if it had begun there.
        const Micros began = latest[index(way.since)] < 0 ? at : latest[index(way.since)];
        there = std::max({there, here, later(began, longest(way.length))});
      } else {
        there = std::max(there, latest_after(way, here, from_midnight));
      }
    }
  }
  return latest;
}

Micros PaceTimes::latest_since(std::int32_t begin, std::int32_t node) {
  auto known = since_.find(begin);
  if (known == since_.end()) known = since_.emplace(begin, latest_from(begin, 0, false)).first;
  return known->second[index(node)];
}

}  // namespace sop
