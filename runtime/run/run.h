// One evaluation of a program on a dataset: which tags, actions and decisions follow at one instant, and what the next
// run must remember. Pure: no files, no clock. Without the memory between runs every rule that is true fires, and every
// tag held is a tag added.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/steps.h"
#include "runtime/eval/evaluator.h"
#include "runtime/run/endless.h"
#include "runtime/run/memory.h"
#include "runtime/run/outbox.h"
#include "runtime/run/request.h"

namespace sop {

struct PartsOfAll;

struct ActionRow {
  std::uint32_t customer = 0;
  std::uint32_t rule = 0;     // index into Program::rules, then into Program::journeys: source_of, action_of
  std::uint32_t action = 0;   // index into its actions
  std::int32_t variant = -1;  // of `send next of`
  std::string effect_id;
  Micros due_at = no_instant;
  Micros expires_at = no_instant;
  bool has_staff = false;
  TextCode staff = 0;                 // who does it
  std::uint32_t params = UINT32_MAX;  // index into RunResult::params; none: no parameters
  std::uint32_t values = 0;           // the row there
  std::string params_text;            // JSON: found out by an earlier run
};

enum class TagChange : std::uint8_t { add, remove, expire, refresh };

// Texts are codes of the dataset's pool.
struct TagRow {
  std::uint32_t customer = 0;
  TextCode group = no_text, tag = no_text;
  TagChange change = TagChange::add;
  TextCode source = no_text;  // the fact or rule
  Micros until = INT64_MAX;   // INT64_MAX: open
};

struct DecisionRow {
  std::uint32_t customer = 0;
  std::string source, step;
  Micros at = no_instant;
  std::string outcome, reason;  // suppressed, forbidden, skipped
};

// The values of an action's parameters: one column per parameter, one row per firing.
struct ActionParams {
  std::vector<ColumnData> columns;
};

// Who was left after each stage of an ordered filter.
struct StageCounts {
  std::uint32_t fact = 0;             // index into Program::facts
  std::vector<std::uint64_t> counts;  // parallel to its stages
  std::vector<BitWords> left;         // likewise: who was, by row of the frame
};

// A day was asked for that the lunar table lacks (semantics B5): nothing of the run may be written.
struct TableGap {
  std::uint32_t probe = 0;  // where, an index into Program::probes
  IssueCount count;
};

struct RunResult {
  Frame frame;                        // the customers decided about
  std::vector<ColumnData> facts;      // parallel to Program::facts, one row per frame row; no rows if nobody reads it
  std::vector<std::uint64_t> counts;  // parallel to Program::facts: customers for whom a condition holds
  std::vector<Request> requests;      // of rules, for the timeline of journeys to judge; none without one
  std::string stale_input;            // older than `max_staleness` allows: contacts were held (semantics E9)
  bool has_timeline = false;          // hours, caps or journeys have a say in what rules do
  std::vector<ActionRow> actions;     // by customer, source, instant
  std::vector<OutboxRow> alerts;      // of no customer: what alerts do (runtime/reports)
  std::vector<TagRow> tags;
  std::vector<DecisionRow> decisions;
  std::vector<ActionParams> params;
  std::map<std::uint32_t, IssueCount> issues;  // by index into Program::probes
  std::vector<StageCounts> stages;             // of every ordered filter
  std::string without_table;                   // a calendar that triggers, of a year no table holds (semantics B5)
  std::optional<Endless> endless;              // the run was given up
  bool tags_given = false;                     // stored tags were there to compare with
  std::vector<ChangeRow> changes;              // of facts with a history, by history, customer, instant
  RunMemory memory;                            // for the next run
  std::vector<std::string> redefined;  // facts and rules that say something else than in the memory, and changed it
};

// The run goes on only until it can say its part of some questions that are asked of all customers
// (runtime/run/passes_over_all.h): at its beginning, or where it would ask them itself.
struct AskedOfAll {
  const std::vector<std::size_t>* questions = nullptr;  // none: it is a run like any other
  bool at_end = false;
  bool rows = false;  // also: what is looked up among all rows
  PartsOfAll* parts = nullptr;
};

struct RunOptions {
  Micros as_of = 0;
  bool has_as_of = false;
  EvaluateFn evaluate = nullptr;
  const RunMemory* before = nullptr;  // of the run before; none: this is the first
  bool with_state = false;  // a store will keep the memory: triggers start at the first run that knows them (D2)
  const std::vector<PausedThing>* paused = nullptr;  // instead of those the memory knows
  // The only facts whose values somebody reads afterwards; none: all of them.
  std::optional<std::vector<std::string>> facts_read;
  AskedOfAll asked_of_all;
};

std::optional<TableGap> find_table_gap(const Program& program, const std::map<std::uint32_t, IssueCount>& issues);

// A run at this instant on this memory is refused: the memory is of a later one (semantics C8).
bool is_too_early(const RunOptions& options);

// The dataset gets what the run finds out on the way: histories and streams of what was recorded.
RunResult run(const Program& program, Dataset& dataset, const RunOptions& options, const RunContext& context);

// Whose action it is, which, at what step, and why: a rule's condition, or how she came into the journey.
const std::string& source_of(const Program& program, const ActionRow& row);
const Action& action_of(const Program& program, const ActionRow& row);
std::string step_of(const Program& program, const ActionRow& row);
std::string reason_of(const Program& program, const ActionRow& row);

}  // namespace sop
