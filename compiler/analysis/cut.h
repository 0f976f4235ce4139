// A place on the line of a variable's values, where a comparison changes its answer. Places in time are counted from
// today (in days) or from now (in microseconds); those that move with the calendar - a month ago, the first of this
// month - lie at one place on the sample day, and somewhere between `low` and `high` on any other.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/ir/program.h"

namespace sop {

struct Cut {
  std::int64_t at = 0;             // on the sample day
  std::int64_t low = 0, high = 0;  // on any day
  int family = 0;                  // 0: always at `at`; cuts of one family keep their order
  std::int64_t step = 0;           // place within the family
  double real = 0;                 // on the line of a `number`
  bool operator==(const Cut&) const = default;
};

inline Cut fixed_cut(std::int64_t at) { return {at, at, at, 0, 0, 0}; }
inline Cut real_cut(double at) { return {0, 0, 0, 0, 0, at}; }

// Is `a` before `b` on every day, `b` before `a`, or are they the same? Nothing: it depends on the day.
std::optional<int> order(const Cut& a, const Cut& b);

// Is `a` before `b` or the same on every day? Not sure counts as no.
bool never_after(const Cut& a, const Cut& b);

// `n` further on the same line; nothing beyond what can be counted.
std::optional<Cut> moved(const Cut& cut, std::int64_t n);

// A date expression that depends on today only, as a cut in days from today: `today`, windows' bounds.
std::optional<Cut> days_from_today(const Program& program, InstId date);

// The local midnight that a day begins with, in microseconds from now.
Cut midnight_from_now(const Cut& day);

// An instant that depends on now only, in microseconds from it.
std::optional<Cut> micros_from_now(const Program& program, InstId instant);

}  // namespace sop
