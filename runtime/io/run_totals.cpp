#include "runtime/io/run_totals.h"

#include <algorithm>

namespace sop {

void RunTotals::add(const RunTotals& more) {
  customers += more.customers;
  tag_changes += more.tag_changes;
  for (const auto& [source, count] : more.actions) actions[source] += count;
  for (const auto& [outcome, count] : more.decisions) decisions[outcome] += count;
  latest.resize(more.latest.size(), no_instant);
  for (std::size_t i = 0; i < latest.size(); ++i) latest[i] = std::max(latest[i], more.latest[i]);
}

RunTotals totals_of(const Program& program, const Dataset& dataset, const RunResult& result, Micros as_of) {
  RunTotals totals;
  totals.customers = result.frame.rows();
  totals.tag_changes = result.tags.size();
  for (const ActionRow& row : result.actions) ++totals.actions[source_of(program, row)];
  for (const OutboxRow& row : result.alerts) ++totals.actions[row.source];
  for (const DecisionRow& row : result.decisions) ++totals.decisions[row.outcome];
  totals.latest = latest_events(program, dataset, as_of);
  return totals;
}

}  // namespace sop
