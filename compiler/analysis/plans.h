// What a rule or a journey sends after one start, as far as its author laid it down: contacts at times that follow from
// the start alone, and what is asked on the way. Where something else decides when it goes on (a date of hers, an
// answer), a plan ends; a wait for an event goes on as if none came.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/contacts/contact_kind.h"
#include "stdlib/time/civil.h"

namespace sop {

// An event is taken to happen in the morning: a day of sending lies ahead.
constexpr Micros event_hour = 8 * micros_per_hour;

struct AskedAt {
  InstId condition;
  bool holds = true;
  Micros at = 0;
};

struct PlannedSend {
  Micros at = 0;
  ContactKind kind;
  std::string step;
  std::string template_name;  // of a plain `send`
};

// One way through it. Times are counted from the midnight before the start.
struct SendPlan {
  std::vector<AskedAt> asked;
  std::vector<PlannedSend> sends;
  std::vector<std::pair<std::string, std::size_t>> drawn;  // by which salt into which arm
};

enum class StartKind : std::uint8_t { clock, event, becoming };

struct SenderStart {
  StartKind kind = StartKind::clock;
  Clock clock;
  InputId stream;    // event
  InstId condition;  // becoming: what becomes true
  Micros at = 0;     // the time of day
  std::vector<SendPlan> plans;
};

// A rule or a journey that contacts somebody.
struct Sender {
  std::string name;
  Span span;
  bool is_ranked = false;  // some `priority` names it
  bool once = false;       // one start is all that is counted
  Micros apart = 0;        // between two starts, at least
  std::vector<SenderStart> starts;
  std::set<std::string> writes;  // tags
};

// At most one more than `most`.
std::vector<Sender> senders_of(const Program& program, std::size_t most);

// What conditions read of what was done: tags that are set, and whether records of our own are among it.
struct ReadsOfOurs {
  std::set<std::string> tags;
  bool records = false;
};
void add_reads_of_ours(const Program& program, InstId condition, ReadsOfOurs& reads);

}  // namespace sop
