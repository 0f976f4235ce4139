// A journey's steps with every round of every `repeat`, and every entry, written out: a graph without circles, in an
// order in which what comes before stands before.
#pragma once

#include <optional>
#include <vector>

#include "runtime/contacts/pace.h"

namespace sop {

enum class PaceGap : std::uint8_t {
  none,   // at once
  least,  // at least `length` later, no end
  exact,  // `length` later
  free,   // up to `length` later
  clock,  // at the next `at_us` o'clock
  date,   // at some later `at_us` o'clock, or any time
  day,    // at `at_us` of day `day` after the day of entry
  round,  // at once, but at least `length` after the node `since`
  entry,  // the next entry: at least `length` later, and by every one of `bounds`; at `at_us` where it is known
};

// At least a window of `length` after the node `since`: days count from its midnight.
struct PaceBound {
  std::int32_t since = 0;
  Duration length;
};

struct PaceWay {
  std::int32_t to = 0;
  PaceGap gap = PaceGap::none;
  Duration length;
  std::int64_t at_us = -1;
  std::int64_t day = 0;
  bool past_runs = false;
  std::int32_t since = -1;
  bool each_round = false;  // round: all of them are written out, and windows may begin in each
  std::vector<PaceBound> bounds;
};

struct PaceNode {
  std::int32_t step = -1;  // a contact's step; -1: none is made here
  std::int32_t entry = 0;  // which entry it belongs to; days are counted from the day of its own
  bool begins = true;      // windows may begin here: all others look like one that does
  std::vector<PaceWay> ways;
};

struct PaceGraph {
  std::vector<PaceNode> nodes;          // as they were found; the first is where everybody starts
  std::vector<std::int32_t> order;      // all of them
  std::vector<std::int32_t> starts_of;  // by entry: its first node
  bool more_entries = false;            // there may be more of them than are written out
};

// With as many rounds and entries as can lie in `window_us`. Nothing when that is too large to write out.
std::optional<PaceGraph> written_out(const Pace& pace, Micros window_us);

// How many contacts the longest way has, with as many rounds as can lie in the window; within one entry.
std::int64_t longest_way(const Pace& pace, const std::vector<bool>& counted, Micros window_us);

}  // namespace sop
