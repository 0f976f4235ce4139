// One customer on her way through a journey (semantics D1), as a value: what a run leaves and the next one takes up.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/table/dataset.h"

namespace sop {

// A value outside of any table: what an instance keeps of an event, between runs too.
struct Cell {
  bool known = false;
  std::int64_t whole = 0;  // also boolean: 0 or 1
  double real = 0;
  std::string text;

  bool operator==(const Cell&) const = default;
};

enum class Standing : std::uint8_t {
  ready,    // its step begins at `at`
  waiting,  // until `wake`, or an event
  over,
};

// Rounds of a `repeat` begun so far.
struct Rounds {
  std::int32_t step = 0;
  std::int64_t count = 0;
  Micros began = 0;

  bool operator==(const Rounds&) const = default;
};

// The event that ended the latest wait: no wait after it takes it again.
struct UsedEvent {
  std::string stream;
  Micros at = INT64_MIN;
  std::string id;

  bool operator==(const UsedEvent&) const = default;
};

// A wait that went the way of its timeout: what comes later for it is recorded, nothing else.
struct ClosedWait {
  std::int32_t step = 0;
  Micros from = 0, until = 0;  // it listened to (from, until]

  bool operator==(const ClosedWait&) const = default;
};

struct Instance {
  std::uint32_t journey = 0;   // index into Program::journeys
  std::uint32_t customer = 0;  // of the dataset
  std::string key;
  std::int64_t entry = 1;  // entry number, per customer and key
  Micros entered_at = 0;
  std::string entered_by;  // in words, for people
  std::map<std::int32_t, Cell> kept;
  Standing standing = Standing::ready;
  std::int32_t step = 0;
  Micros at = 0;                // when its step began: its own clock
  Micros wake = INT64_MAX;      // waiting: the next instant at which something is due
  Micros deadline = INT64_MAX;  // wait_for: the last instant that counts
  Micros due = INT64_MIN;       // act: when the action was due first; it waits for hours or room since
  UsedEvent used;
  std::vector<Rounds> rounds;
  std::vector<ClosedWait> closed;  // as long as an event of theirs may still be late
  std::vector<std::string> goals;  // reached
  Micros ended_at = INT64_MIN;
  std::string outcome;  // over: goal, exited, ended
  // While a run goes on: up to which instant goals and exits were asked, and the wait's events were looked at.
  Micros asked = INT64_MIN, heard = INT64_MIN;

  bool operator==(const Instance&) const = default;
};

// `while_live queue`: the latest trigger during a live instance, entered when that one ends.
struct QueuedEntry {
  std::uint32_t journey = 0, customer = 0;
  std::string key;
  Micros at = 0;
  std::string entered_by;
  std::map<std::int32_t, Cell> kept;

  bool operator==(const QueuedEntry&) const = default;
};

// Something done, as `sends`, `tasks`, coupons and caps see it.
struct Deed {
  std::uint32_t customer = 0;
  Micros at = 0;  // due_at
  Micros expires_at = INT64_MAX;
  std::string verb, object, source, step, channel, staff, effect_id;
  std::string outcome = "pending";
  Micros closed_at = INT64_MIN;
  bool is_in_hands = false;  // a contact that a relay has taken and not told of

  bool operator==(const Deed&) const = default;
};

// A contact of a rule that waits for open hours or for room under a cap.
struct HeldContact {
  std::uint32_t rule = 0;    // index into Program::rules
  std::uint32_t action = 0;  // of that rule
  std::uint32_t customer = 0;
  std::string number;  // the firing's
  Micros fired_at = 0;
  Micros due = 0;   // first due
  Micros wake = 0;  // judged next
  std::string staff;
  std::string params;  // JSON, as found when it fired; until the run ends it is in `values`
  std::pair<std::uint32_t, std::uint32_t> values{UINT32_MAX, 0};  // RunResult::params, and the row there

  bool operator==(const HeldContact&) const = default;
};

struct KnownJourney {
  std::uint64_t definition = 0;
  Micros since = INT64_MIN;  // as_of of the first run that knew it: triggers up to then feed facts only
};

class JourneySource;

// A contact that waited, of a rule which is no more, or no longer makes it.
struct ContactWithoutRule {
  std::uint32_t customer = 0;
  std::string rule;
  Micros wake = 0;

  bool operator==(const ContactWithoutRule&) const = default;
};

struct JourneyMemory {
  std::map<std::string, KnownJourney> known;  // by name
  std::vector<Instance> instances;            // by customer, journey, key, entry
  std::vector<QueuedEntry> queued;
  std::vector<HeldContact> held;
  std::vector<ContactWithoutRule> without_rule;  // told by the next run, and forgotten
  std::vector<Deed> deeds;                       // by customer and instant
  // When set, `instances` and `deeds` are empty before a run, and after it hold only what it changed or added.
  std::shared_ptr<const JourneySource> source;
};

}  // namespace sop
