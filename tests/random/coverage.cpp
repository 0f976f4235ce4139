#include "coverage.h"

#include <fmt/format.h>

#include "runtime/reference/reach.h"
#include "runtime/reference/reference.h"

namespace sop::random_tests {
namespace {

bool is_population(const Inst& inst) { return inst.kind == InstKind::population; }

bool is_aggregate(const Inst& inst) {
  return inst.kind == InstKind::event_aggregate || inst.kind == InstKind::customer_aggregate;
}

// The same case, asked for every call and aggregate of its roots' domain.
Case asking_for_all(const Case& test) {
  const auto reach = reference::reach_of(test.program, test.roots);
  const Domain domain{test.rows_of.value};
  Case all = test;
  all.roots.clear();
  for (std::size_t i = 0; i < test.program.insts.size(); ++i) {
    const Inst& inst = test.program.insts[i];
    if (reach.insts[i] && inst.domain == domain && (inst.kind == InstKind::call || is_aggregate(inst) || is_population(inst)))
      all.roots.push_back(InstId{i});
  }
  return all;
}

std::string line(std::string_view name, std::size_t known, std::size_t missing, std::size_t issues) {
  return fmt::format("{:28} known {:8} missing {:8} issues {:8}\n", name, known, missing, issues);
}

}  // namespace

void Coverage::add(const Case& test) {
  const Case all = asking_for_all(test);
  const Evaluation evaluation = run(all, {reference_evaluate, reference_evaluate_rows}).evaluation;
  for (std::size_t i = 0; i < all.roots.size(); ++i) {
    const Inst& inst = test.program.at(all.roots[i]);
    const auto payload = static_cast<std::size_t>(inst.a);
    Counts& counts = is_population(inst)  ? populations_[test.program.populations[payload].op]
                     : is_aggregate(inst) ? aggregates_[test.program.aggregates[payload].op] : ops_[inst.op];
    const ColumnData& column = evaluation.values[i];
    for (std::size_t row = 0; row < column.rows; ++row) ++(column.is_known(row) ? counts.known : counts.missing);
  }
  for (const auto& [probe, count] : evaluation.issues) {
    const Inst& inst = test.program.at(test.program.probes[probe].inst);
    if (inst.kind == InstKind::call) ops_[inst.op].issues += count.evaluations;
    if (is_population(inst))
      populations_[test.program.populations[static_cast<std::size_t>(inst.a)].op].issues += count.evaluations;
    if (is_aggregate(inst))
      aggregates_[test.program.aggregates[static_cast<std::size_t>(inst.a)].op].issues += count.evaluations;
  }
}

std::string Coverage::never_known() const {
  std::string out;
  for (const OverloadRow& row : overload_rows()) {
    const auto found = ops_.find(row.op);
    if (found == ops_.end() || found->second.known == 0) out += fmt::format("{} never gave a value\n", row.name);
  }
  for (const AggregateRow& row : aggregate_rows()) {
    const auto found = aggregates_.find(row.op);
    if (found == aggregates_.end() || found->second.known == 0) out += fmt::format("{} never gave a value\n", row.en);
  }
  for (const PopulationRow& row : population_rows()) {
    const auto found = populations_.find(row.op);
    if (found == populations_.end() || found->second.known == 0) out += fmt::format("{} never gave a value\n", row.id);
  }
  return out;
}

std::string Coverage::never_failed() const {
  std::string out;
  for (const auto& [op, counts] : ops_)
    if (row_of(op).may_fail && counts.issues == 0) out += fmt::format("{} never failed\n", row_of(op).name);
  return out;
}

std::string Coverage::table() const {
  std::string out;
  for (const auto& [op, counts] : ops_) out += line(row_of(op).name, counts.known, counts.missing, counts.issues);
  for (const auto& [op, counts] : aggregates_) out += line(row_of(op).en, counts.known, counts.missing, counts.issues);
  for (const auto& [op, counts] : populations_) out += line(row_of(op).id, counts.known, counts.missing, counts.issues);
  return out;
}

}  // namespace sop::random_tests
