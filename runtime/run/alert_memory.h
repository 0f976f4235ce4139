// What alerts leave for the next run (language.md 2.9): for which groups each was true, and for which period it spoke
// last; and what they paused, until a person releases it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stdlib/time/zone.h"

namespace sop {

constexpr Days no_period = INT32_MIN;

struct AlertState {
  bool holds = false;         // at the last look
  Days spoke_of = no_period;  // the first day of the period it fired for last

  bool operator==(const AlertState&) const = default;
};

struct PausedThing {
  bool is_journey = false;  // else a template
  std::string name;
  std::string alert;  // which paused it
  Micros since = 0;

  bool operator==(const PausedThing&) const = default;
};

struct AlertMemory {
  // By alert, then by a number for the group's values: whose they were can not be read from it.
  std::map<std::string, std::map<std::uint64_t, AlertState>> alerts;
  std::vector<PausedThing> paused;

  bool operator==(const AlertMemory&) const = default;
};

}  // namespace sop
