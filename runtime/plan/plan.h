// What a run would do, and how that differs from the run before: a value made of a run's result and the memory it
// stood on. Nothing here reads or writes a file.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/run/last_run.h"
#include "runtime/run/run.h"

namespace sop {

// Customers of the dataset, ascending.
using People = std::vector<std::uint32_t>;

struct SegmentPlan {
  std::string name;
  bool known = false;  // the last run knew it
  std::uint64_t before = 0, now = 0;
  People enter, leave;
};

// Actions of one verb, object and rule.
struct ActionPlan {
  std::string verb, object, source;
  std::uint64_t before = 0, now = 0;
  People who;
};

// Decided, and nothing sent.
struct HeldBackPlan {
  std::string outcome, reason, source, step;
  std::uint64_t now = 0;
  People who;
};

struct TagPlan {
  std::string group, tag;
  std::array<People, 4> changes;  // by TagChange
};

// Whom a changed rule leaves out: its condition holds for them only since it was changed (`on_redefine skip`).
struct LeftOutPlan {
  std::string rule;
  People who;
};

// From one level to another; empty: none.
struct TierPlan {
  std::string tier, from, to;
  People who;
};

enum class EditedKind : std::uint8_t { segment, rule, tag, tier };

// What the edited program does otherwise than the last one, both on the data of today.
struct EditPlan {
  EditedKind kind = EditedKind::segment;
  std::string name;  // of a tier: `tier: level`
  bool in_last = false, in_this = false;
  std::uint64_t before = 0, now = 0;
  People more, fewer;
};

enum class LastProgram : std::uint8_t { none, same, edited, unreadable };

struct RunPlan {
  Micros as_of = no_instant;
  bool with_state = false;
  Micros last_as_of = no_instant;           // no_instant: there is no last time
  std::uint64_t customers = 0, absent = 0;  // absent: known to the last run, not in the data
  std::vector<SegmentPlan> segments;
  std::vector<std::string> gone_segments;
  std::vector<ActionPlan> actions;
  std::vector<HeldBackPlan> held_back;
  std::vector<LeftOutPlan> left_out;
  std::vector<TagPlan> tags;
  std::vector<TierPlan> tiers;
  LastProgram last_program = LastProgram::none;
  std::vector<EditPlan> edits;
  std::vector<std::string> redefined;  // what a run would wait for --accept-redefined for
  bool redefined_accepted = false;
  std::int64_t action_limit = 0;  // of the guard; 0: none. More actions than that stop a run
  std::uint64_t issues = 0;
  bool masked = false;  // the customers' key is personal data: nobody is named

  bool has_last_time() const { return last_as_of != no_instant; }
  std::uint64_t action_count() const;
};

// `options.before` is the memory that the result stands on.
RunPlan make_plan(const Program& program, const Dataset& dataset, const RunOptions& options, const RunResult& result,
                  const LastRun& last);

// One program's result on a dataset.
struct Decided {
  const Program* program = nullptr;
  const Dataset* dataset = nullptr;
  const RunResult* result = nullptr;
};

// What the last program calls otherwise: kind and name there to the name here; of a tier or group, also its members'.
using Renames = std::map<std::pair<EditedKind, std::string>, std::string>;

// In the order of this program, what only the last one has at the end. People are those of this dataset.
std::vector<EditPlan> edits_between(const Decided& last, const Decided& now, const Renames& renames = {});

}  // namespace sop
