// What one run leaves for the next (semantics C4, C5, C7, C8): a value, by the customers of this run's dataset. The
// store keeps it between processes; a test keeps it between two instants; a run without one starts before the first
// event.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/journeys/instance.h"
#include "runtime/run/alert_memory.h"
#include "runtime/table/dataset.h"
#include "runtime/table/edges.h"

namespace sop {

constexpr Micros no_instant = INT64_MIN;
constexpr std::int32_t no_value = -1;

// One customer's state of one history (MemoryKind says which fields mean something).
struct HeldState {
  bool known = false;             // an earlier run decided it
  std::int32_t value = no_value;  // 0 or 1, a member's index, or missing
  Micros since = no_instant;      // the instant of the last change
  Micros mark = no_instant;       // fall: the last step down; ttl: the last run in which the condition was true
  bool blocked = false;           // until: waits for its condition to become false; crossing: not armed

  bool operator==(const HeldState&) const = default;
};

struct HistoryMemory {
  bool known = false;  // an earlier run knew it
  std::uint64_t definition = 0;
  std::vector<HeldState> of;  // by customer
};

struct RuleMemory {
  bool known = false;
  Micros since = no_instant;  // as_of of the first run that knew it
  std::uint64_t definition = 0;
  std::vector<bool> truth;                                             // by customer
  std::map<std::pair<std::uint32_t, std::string>, Micros> last_fired;  // (customer, value of `once per column`)
};

// Who is on a list taken from a segment.
struct ListMemory {
  std::uint64_t version = 0;  // what the segment says, and when it was asked
  std::vector<bool> of;       // by customer
};

// A change of a fact, as its stream of changes tells it.
struct ChangeRow {
  std::uint32_t history = 0;
  std::uint32_t customer = 0;
  Micros at = no_instant;
  std::int32_t before = no_value, after = no_value;
  std::string cause;  // the stream whose event it was, `midnight` or `run`
};

enum class TagOrigin : std::uint8_t { derived, set, manual };

constexpr TextCode no_text = UINT32_MAX;

// A tag as sop knows it, held or locked; or taken away at `until`, not after the memory's instant: the outside may not
// have seen it yet, or what comes late may be of before. Texts are codes of the dataset's pool.
struct StoredTag {
  std::uint32_t customer = 0;
  TextCode tag = no_text, group = no_text;
  TagOrigin origin = TagOrigin::derived;
  TextCode source = no_text;  // the fact or rule
  Micros since = no_instant;
  Micros until = INT64_MAX;
  bool locked = false;             // removed by hand: not given until a manual add
  bool manual_until_true = false;  // a manual row of a derived tag: left alone until the condition has been true once

  // It came with another account of hers (semantics E8): outside, this one may lack it. Of the run that finds out.
  bool untold = false;

  // Taken away at an instant at which she did not hold it: what comes late is not to give it after all.
  bool was_never_held() const { return since != no_instant && since == until; }
};

// Events of a stream that were there and whose time had come, by what names them, with their times: those recent enough
// to tell late ones by. A row that is gone from the data, or whose time is corrected, stays one that was there.
using SeenEvents = std::map<std::uint64_t, Micros>;

struct RunMemory {
  bool exists = false;  // some run left it
  Micros as_of = no_instant;
  std::vector<bool> seen;                   // customers an earlier run saw
  std::vector<HistoryMemory> histories;     // parallel to Program::histories
  std::vector<RuleMemory> rules;            // parallel to Program::rules
  std::vector<std::vector<bool>> segments;  // parallel to Program::facts: whom a segment held; empty: not known
  std::map<std::string, ListMemory> lists;  // that were taken, by name
  std::vector<ChangeRow> changes;           // of histories whose changes the program reads
  std::vector<StoredTag> tags;
  std::map<std::uint64_t, PopulationEdges> edges;  // of population functions, by definition; found out at as_of
  JourneyMemory journeys;
  AlertMemory alerts;
  std::map<std::string, SeenEvents> seen_events;         // by stream
  std::map<std::string, std::uint64_t> tag_definitions;  // of derived tags and groups, by name
};

}  // namespace sop
