#include "runtime/run/run.h"

#include <algorithm>
#include <bit>

#include "runtime/run/event_rules.h"
#include "runtime/run/fire.h"
#include "runtime/run/issues.h"
#include "runtime/run/tag_changes.h"

namespace sop {
namespace {

std::uint64_t count_of(const ColumnData& column) {
  std::uint64_t count = 0;
  for (std::uint64_t word : column.bits) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

// Facts and the rules on state in one evaluation: what they share is computed once.
void run_state(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
               RunResult& result) {
  std::vector<InstId> roots;
  for (const Fact& fact : program.facts) roots.push_back(fact.root);
  struct Part {
    std::uint32_t rule;
    std::size_t condition, values;
  };
  std::vector<Part> parts;
  for (std::uint32_t i = 0; i < program.rules.size(); ++i) {
    const Rule& rule = program.rules[i];
    if (!rule.triggers.empty() || !rule.condition.exists()) continue;
    parts.push_back({i, roots.size(), roots.size() + 1});
    roots.push_back(rule.condition);
    const std::vector<InstId> more = firing_roots(program, rule);
    roots.insert(roots.end(), more.begin(), more.end());
  }
  Evaluation found = options.evaluate(program, dataset, result.frame, roots, context);
  add_issues(result.issues, found.issues);
  for (std::size_t i = 0; i < program.facts.size(); ++i) {
    result.counts.push_back(program.facts[i].type.is(TypeKind::boolean) ? count_of(found.values[i]) : 0);
    result.facts.push_back(std::move(found.values[i]));
  }
  for (const Part& part : parts) {
    Firing firing;
    firing.rule = part.rule;
    firing.frame = &result.frame;
    for (std::uint32_t row = 0; row < result.frame.rows(); ++row)
      if (bit_at(found.values[part.condition].bits, row)) firing.rows.push_back(row);
    firing.numbers.assign(firing.rows.size(), "1");
    take_firing_values(program, program.rules[part.rule], found.values, part.values, firing);
    find_staff(program, dataset, options, context, firing, result);
    fire(program, dataset, firing, options, context.zone, result);
  }
}

}  // namespace

// The first probe of a calendar that saw a year without a table.
std::optional<TableGap> find_table_gap(const Program& program, const std::map<std::uint32_t, IssueCount>& issues) {
  for (const auto& [probe, count] : issues)
    if (program.at(program.probes[probe].inst).kind == InstKind::calendar) return TableGap{probe, count};
  return std::nullopt;
}

RunResult run(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context) {
  RunResult result;
  result.frame = batch_frame(dataset, options.as_of);
  run_state(program, dataset, options, context, result);
  tag_changes(program, dataset, options, result);
  for (std::uint32_t i = 0; i < program.rules.size(); ++i)
    if (!program.rules[i].triggers.empty()) run_event_rule(program, dataset, i, options, context, result);

  const auto source = [&](const ActionRow& row) -> const std::string& { return program.rules[row.rule].name; };
  std::stable_sort(result.actions.begin(), result.actions.end(), [&](const ActionRow& a, const ActionRow& b) {
    return std::tie(a.customer, source(a), a.due_at) < std::tie(b.customer, source(b), b.due_at);
  });
  std::stable_sort(result.tags.begin(), result.tags.end(), [](const TagRow& a, const TagRow& b) {
    return std::tie(a.customer, a.source) < std::tie(b.customer, b.source);
  });
  std::stable_sort(result.decisions.begin(), result.decisions.end(), [](const DecisionRow& a, const DecisionRow& b) {
    return std::tie(a.customer, a.source, a.at) < std::tie(b.customer, b.source, b.at);
  });
  return result;
}

}  // namespace sop
