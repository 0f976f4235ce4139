// Two versions of a program compared by what they mean: whom each segment, tag, tier and rule is for, what each step of
// a journey does. A value; cli/diff_report.cpp draws it. What could not be decided is never taken for equal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/driver/compile.h"

namespace sop {

// The new condition's customers against the old one's.
enum class Relation : std::uint8_t { equal, subset, superset, overlap, disjoint, undecided };

// A customer for whom the two differ. Not sure: she may be impossible in a way that was not looked into.
struct DifferingCustomer {
  std::string en, zh;  // "spend 500 and unknown city"; empty: nothing of her that a reader could picture
  std::vector<WitnessValue> values;
  bool sure = true;
};

struct ConditionDiff {
  Relation relation = Relation::equal;
  bool certain = true;  // false: `relation` is what it looks like; only `equal` needs no more than that
  std::optional<DifferingCustomer> enters, leaves;
};

enum class DiffChange : std::uint8_t { same, renamed, changed, added, removed, undecided };

enum class DiffPart : std::uint8_t {
  member,  // of a tier, a group, bands
  memory,  // how a tier falls, until when a tag is held
  value,   // of an attribute, a score, a set
  clause,  // of what is compared as written
  trigger,
  condition,
  action,
  frequency,  // once, existing, on_redefine, backfill
  entry,
  key,
  reentry,
  goal,
  exit,
  step,
};

struct PartDiff {
  DiffPart part = DiffPart::condition;
  DiffChange change = DiffChange::changed;
  std::string was, now;  // as written, on one line
  std::string identity;  // a step: how people in flight are counted
  std::optional<ConditionDiff> condition;
};

enum class DiffKind : std::uint8_t {
  segment,
  attribute,
  tag,
  tier,
  bands,
  grid,
  score,
  set,
  rule,
  journey,
  suppress,
  forbid,
  only_if,
  project,
  declaration,  // compared as written: channels, templates, tables, calendars, …
};

struct DiffEntry {
  DiffKind kind = DiffKind::segment;
  std::string name, old_name;  // `old_name` where it is another
  std::string word;            // a declaration: `template`
  DiffChange change = DiffChange::same;
  std::optional<ConditionDiff> condition;
  std::vector<PartDiff> parts;
};

struct ProgramDiff {
  std::vector<DiffEntry> entries;  // all that both or one of them declare, in the order of the new one
  bool solver_absent = false;      // where the second layer was to be asked
  bool means_the_same() const;
  std::size_t count(DiffChange change) const;
};

// `full`: what boxes leave open is asked of the second layer (compiler/solver). Both compiled without an error, from
// text in one style and one language.
struct DiffedProgram {
  const Compilation& compilation;
  const Sources& sources;
};
ProgramDiff compare_programs(const DiffedProgram& old, const DiffedProgram& now,
                             AnalysisDepth depth = AnalysisDepth::boxes);

}  // namespace sop
