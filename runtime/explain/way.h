// One customer's way through one journey, gone once more: from her entry, step by step, at each step's own instant, by
// the data as they are now and by what is on record of her (when she entered, what was done, when and how it ended).
// What no record holds - which arm was taken, why something was not done - is reckoned anew (semantics E10). Facts
// only; sentences are journey_steps.cpp.
#pragma once

#include "runtime/explain/her_journeys.h"
#include "runtime/explain/one_customer.h"

namespace sop {

enum class WayEvent : std::uint8_t {
  done,         // an action
  not_done,     // `outcome`, `reason`
  held,         // an action waits `until` an hour that is open, room under a cap, or its own time of day
  waits,        // `until` a span, a time or a date, or for an event up to then
  event,        // ended a wait: `arm`
  timeout,      // ended a wait
  branch,       // `arm`; -1: otherwise
  share,        // `arm` of a split
  round,        // the `round` of a repeat begins
  rounds_over,  // of a repeat
  skipped,      // a date that is past or unknown: `reason`
  goal,         // `reason`: its name
  exited,       // `reason`
  ended,
};

enum class Holding : std::uint8_t { hours, cap, own_time };

struct WayStep {
  WayEvent event = WayEvent::ended;
  std::int32_t step = no_step;  // index into Journey::steps
  Micros at = 0;                // when it happened or began
  Micros until = INT64_MAX;
  std::string outcome, reason;  // in the words of decisions
  std::int32_t arm = -1;
  std::int64_t round = 0;
  Holding holding = Holding::hours;
  bool by_record = false;     // today's data say otherwise, or nothing: a record says so
  std::optional<Deed> deed;   // done
  std::int32_t variant = -1;  // of `send next of`
  std::vector<InstId> asked;  // the conditions that decided it, to be read in `frame`
  Frame frame;
};

struct Way {
  std::vector<WayStep> steps;
  std::int32_t at_step = no_step;  // where it stands at the end, when it is not over
  Micros wake = INT64_MAX;
  bool is_over = false;
  bool agrees = true;  // with where she is on record to be
};

Way way_of(OneCustomer& her, const HerJourneys& record, const Instance& who);

// One row for her at her step's instant, with what she keeps.
Frame frame_of(const Program& program, const Dataset& dataset, const Instance& who, Micros at, Micros as_of);

// way_actions.cpp: what became of the action she stands at.
struct ActionFate {
  std::vector<WayStep> held;  // first
  WayStep last;               // done, not_done, or held beyond this run
  bool leaves = false;        // `on_cap exit`
  Micros goes_on = 0;         // her clock after it
};
std::string effect_of(const OneCustomer& her, const Instance& who);  // its effect id, at her step
ActionFate fate_of(OneCustomer& her, const HerJourneys& record, const Instance& who);

// way_ends.cpp: why she reached a goal or left when she did, by the record of `who`; and goals she reached later.
WayStep end_of(OneCustomer& her, const HerJourneys& record, const Instance& who);
std::vector<WayStep> later_goals(OneCustomer& her, const Instance& who);

// `contact: 3 per 7 days`, as decisions say it.
std::string cap_reason(const Cap& cap);

// way_entries.cpp: an instant at which she could have entered, and what came of it.
struct EntryMoment {
  Micros at = 0;
  std::size_t entry = 0;        // index into Journey::entries
  bool passes = false;          // its conditions hold
  bool enters = false;          // an instance of hers began there
  std::string outcome, reason;  // of one that passes and does not enter, in the words of decisions
  std::vector<InstId> asked;    // conditions, to be read in `frame`
  Frame frame;
};
std::vector<EntryMoment> entry_moments(OneCustomer& her, const HerJourneys& record, std::uint32_t journey,
                                       std::uint32_t customer);

}  // namespace sop
