#include "compiler/diff/program_diff.h"

#include <algorithm>
#include <map>

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

namespace {

bool goes_by(const std::string& name, const std::string& of) {
  return name == of || (name.starts_with(of) && name[of.size()] == '.');
}

// A fact, its memory, its changes and its values under another name.
void rename(Program& program, const std::string& was, const std::string& is) {
  const auto change = [&](std::string& name) {
    if (goes_by(name, was)) name = is + name.substr(was.size());
  };
  for (Fact& fact : program.facts) change(fact.name);
  for (Input& input : program.inputs)
    if (input.recorded) change(input.name);
  for (History& history : program.histories) change(history.name);
  for (Enumeration& values : program.enumerations) change(values.name);
}

ProgramDiff compare_once(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth) {
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

}  // namespace

// What is only called otherwise is called the same, and compared once more: who reads its changes by its name is not
// changed by that.
ProgramDiff compare_programs(const DiffedProgram& old, const DiffedProgram& now, AnalysisDepth depth) {
  ProgramDiff diff = compare_once(old, now, depth);
  std::map<std::string, std::string> was;  // by what they are called now
  for (const DiffEntry& entry : diff.entries)
    if (entry.change == DiffChange::renamed && entry.kind != DiffKind::rule && entry.kind != DiffKind::journey)
      was[entry.name] = entry.old_name;
  const bool remembered = std::ranges::any_of(now.compilation.program.histories, [&](const History& history) {
    return std::ranges::any_of(was, [&](const auto& names) { return goes_by(history.name, names.first); });
  });
  if (!remembered) return diff;
  Compilation called = old.compilation;
  for (const auto& [is, before] : was) rename(called.program, before, is);
  ProgramDiff again = compare_once({called, old.sources}, now, depth);
  for (DiffEntry& entry : again.entries) {
    const auto found = was.find(entry.name);
    if (found == was.end() || entry.change != DiffChange::same) continue;
    entry.change = DiffChange::renamed;
    entry.old_name = found->second;
  }
  return again;
}

}  // namespace sop
