// A journey as what runs (language.md 2.6): who enters, and a flat list of steps. Every step names the next one, so
// that a place in a journey is one number. What a step needs of an event that is over - the entering one, or the one
// that ended a wait - is kept with the instance (`Kept`), because the event's file may be gone when the step comes.
#pragma once

#include "compiler/ir/act.h"

namespace sop {

constexpr std::int32_t no_step = -1;  // as `next`: the journey ends here

// A value an instance keeps. `values` are asked in the frame of the event: one per entry clause of the journey
// (missing where a clause has none), or the only one of a wait's arm. None at all: the event's instant itself.
struct Kept {
  Type type;
  std::vector<InstId> values;
};

enum class JourneyStepKind : std::uint8_t {
  act,         // `action`
  wait_span,   // `length`, a constant duration
  wait_time,   // until the next `at_us` o'clock
  wait_until,  // `until`, a date or an instant of the frame, `at_us`; `past`, `missing`
  wait_for,    // `arms`, `up_to`, `grace`; `next` is what follows a timeout
  choose,      // `cases` in order; else `next`
  split,       // `arms` by a hash of `salt` and the customer or `by`; each goes its way
  repeat,      // up to `times`, every `length`, while `condition`: `body` is the first step of a round
  leave,       // `stop`
};

enum class Past : std::uint8_t { none, skip, run, leave };

// An arm of a wait or of a split, a case of a branch.
struct StepArm {
  std::string name;
  InputId stream;                  // wait_for
  InstId condition;                // wait_for: `where`, in the frame of the event; choose: in the frame
  std::int64_t weight = 0;         // split: in hundred-thousandths of a percent
  std::vector<std::int32_t> kept;  // wait_for: what of its event is kept
  std::int32_t next = no_step;
};

struct JourneyStep {
  JourneyStepKind kind = JourneyStepKind::leave;
  std::string stage;     // the label it stands under, or empty
  std::string identity;  // stage, verb, object: how it is known across edits; empty: it needs none
  std::int32_t next = no_step;
  std::int32_t skip = no_step;  // where `past skip` and `missing skip` go on
  std::int32_t action = -1;     // act: into Journey::actions
  InstId length;                // wait_span, repeat
  InstId until;                 // wait_until
  std::int64_t at_us = -1;      // wait_time, wait_until
  Past past = Past::none;       // wait_until
  Past missing = Past::none;    // wait_until: skip, leave; none: it is never missing
  InstId up_to, grace;          // wait_for: constant durations
  bool reuse = false;           // wait_for: the event that ended the wait before counts too
  std::string salt;             // split
  InstId by;                    // split; none: the customer
  std::int64_t times = 0;       // repeat
  InstId condition;             // repeat: `while`, or none
  std::int32_t body = no_step;  // repeat
  std::vector<StepArm> arms;    // wait_for, choose, split
  Span span;
};

// `enter TRIGGER [if c]`, `enter when c`, `enter by rule`.
struct JourneyEntry {
  bool by_rule = false;
  Trigger trigger;
  InstId condition;    // `if`
  HistoryId becoming;  // `enter when c`: the history of c
  bool include_existing = false;
  bool enter_redefined = false;  // `on_redefine enter`
};

struct JourneyGoal {
  std::string name;
  InstId condition;  // in the frame
  InstId within;     // a constant duration, or none
};

enum class Reenter : std::uint8_t { never, after_exit, max_times };
enum class WhileLive : std::uint8_t { ignore, restart, queue };

struct Journey {
  std::string name;
  std::string label;
  std::vector<JourneyEntry> entries;
  InstId key;  // in the frame of an instance; none: the customer
  Reenter reenter = Reenter::never;
  InstId period;  // after_exit: the cooldown, or none; max_times: per
  std::int64_t times = 0;
  WhileLive while_live = WhileLive::ignore;
  bool backfill = false;
  std::vector<JourneyGoal> goals;
  std::vector<InstId> exits;
  std::vector<std::string> exit_reasons;  // parallel, as written
  std::vector<std::int32_t> kept;         // what of the entering event is kept
  std::vector<InputId> streams;           // whose events can flip a goal or an exit
  bool reads_days = false;                // a goal or an exit can flip at midnight
  std::vector<InstId> spans;              // elapsed windows of goals and exits: they flip that long after an event
  std::vector<Action> actions;
  std::vector<JourneyStep> steps;  // the first is where everybody starts
  bool retired = false;            // of an earlier program: people inside finish, nobody enters
  std::uint64_t definition = 0;    // of all of it but texts, hashed
  Span span;
};

}  // namespace sop
