// What is certain about the times of a journey before any way through it is tried: at which time of day a node is
// reached, and how late it can be. A day is taken as 24 hours.
#pragma once

#include <map>
#include <optional>

#include "runtime/contacts/pace_graph.h"

namespace sop {

constexpr Micros no_end = INT64_MAX / 4;
constexpr Micros unknown_time = -1;

Micros shortest(Duration length);  // a month has 28 days
Micros longest(Duration length);   // a month has 31 days
Micros later(Micros at, Micros by);
// The next instant at or after `at` (since some midnight) with this time of day.
Micros next_clock(Micros at, Micros time_of_day);
// The first instant at or after `at` (since some midnight) at which the contact's hours are open.
std::optional<Micros> opening(const PaceStep& contact, Micros at);
// Outside of its hours it may be dropped where it stands: what follows does not wait for them then.
bool may_be_dropped(const PaceStep& contact);

class PaceTimes {
 public:
  PaceTimes(const Pace& pace, const PaceGraph& graph);

  // Of a contact when it goes out; or unknown_time.
  Micros time_of_day(std::int32_t node) const { return time_[static_cast<std::size_t>(node)]; }
  // Since the midnight before the entry; no_end: there is no end to it.
  Micros latest(std::int32_t node) const { return latest_[static_cast<std::size_t>(node)]; }
  // Since `begin` was reached; -1: it does not lead there.
  Micros latest_since(std::int32_t begin, std::int32_t node);

 private:
  void find_times_of_day();
  std::vector<Micros> latest_from(std::int32_t begin, Micros at, bool from_midnight) const;
  Micros latest_out(const PaceStep& contact, Micros at, bool from_midnight) const;

  const Pace& pace_;
  const PaceGraph& graph_;
  std::vector<Micros> time_, latest_;  // by node
  std::map<std::int32_t, std::vector<Micros>> since_;
};

}  // namespace sop
