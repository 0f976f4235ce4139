// A journey as the worst case sees it (semantics D12): which contacts may follow each other, and how soon. Its numbers
// are lower and upper ends of waits; what the customers do, and what their data say, is free.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/contacts/hours.h"

namespace sop {

enum class PaceKind : std::uint8_t {
  contact,  // `kind`, `hours`, `at_us`, `length`: how long it is put off in any case (`due d`)
  pause,    // exactly `length`
  clock,    // until the next `at_us` o'clock
  date,     // until some date at `at_us`, or some instant where `at_us` is -1
  day,      // until day `day` after the day of entry, at `at_us`
  event,    // an arm at any time up to `length`, or `next` after `length`, decided up to `grace` later
  choice,   // an arm or `next`, at once
  repeat,   // up to `times` rounds that start at least `length` apart; a round begins at `body` and ends by coming back
};

constexpr std::int32_t pace_ends = -1;

struct PaceStep {
  PaceKind what = PaceKind::choice;
  std::int32_t next = pace_ends;
  std::vector<std::int32_t> arms;
  Duration length, grace;
  std::int64_t at_us = -1;
  std::int64_t day = 0;
  bool past_runs = false;         // date, day: `past run`
  std::int32_t skip = pace_ends;  // date, day: where `past skip` or `missing skip` goes on
  bool may_skip = false;
  std::int64_t times = 0;
  bool all_times = false;  // repeat: nothing ends it before
  std::int32_t body = pace_ends;
  ContactKind kind;       // contact
  ContactHours hours;     // contact
  Duration longest_wait;  // contact: by how much a full cap may put it off
};

// How often one key may enter.
enum class PaceEntry : std::uint8_t {
  once,        // `reenter never`
  after_exit,  // again `cooldown` after the end
  max_times,   // `times` entries per `period`, as a window counts them
  any_time,    // nothing bounds it: an instance per event, or a restart at every trigger
};

// `times` entries per `period`, as a window counts them.
struct EntryLimit {
  std::int64_t times = 1;
  Duration period;
};

struct Pace {
  std::vector<PaceStep> steps;  // the first is where everybody starts
  std::int64_t entry_us = -1;   // the time of day of entry, where a clock says it
  PaceEntry entry = PaceEntry::once;
  Duration cooldown, period;
  std::int64_t times = 1;
  std::vector<EntryLimit> clocks;  // only clocks let somebody in: they bound the entries too
  bool may_end_early = false;      // a goal or an exit can end it at any place
};

}  // namespace sop
