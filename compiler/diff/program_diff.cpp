#include "compiler/diff/program_diff.h"

#include <algorithm>

#include "compiler/diff/diff_declarations.h"
#include "compiler/diff/diff_facts.h"
#include "compiler/diff/diff_journeys.h"
#include "compiler/diff/diff_rules.h"

namespace sop {

std::size_t ProgramDiff::count(DiffChange change) const {
  return static_cast<std::size_t>(std::ranges::count(entries, change, &DiffEntry::change));
}

bool ProgramDiff::means_the_same() const {
  return count(DiffChange::same) + count(DiffChange::renamed) == entries.size();
}

ProgramDiff compare_programs(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth) {
  Versions versions(old, now, depth);
  ProgramDiff diff;
  compare_facts(versions, diff);
  compare_rules(versions, diff);
  compare_journeys(versions, diff);
  compare_guards(versions, diff);
  compare_declarations(versions, diff);
  diff.solver_absent = versions.comparing().solver_absent();
  return diff;
}

}  // namespace sop
