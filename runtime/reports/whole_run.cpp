#include "runtime/reports/whole_run.h"

#include "runtime/reports/alerts.h"

namespace sop {

WholeRun run_with_reports(const Program& program, Dataset& dataset, std::span<const Strangers> strangers,
                          const RunOptions& options, const RunContext& context) {
  WholeRun out;
  std::optional<Dataset> untouched;  // a run writes into its data what it finds out
  if (options.with_state && may_pause(program)) untouched = dataset;
  out.result = run(program, dataset, options, context);
  AlertsFound alerts = [&] {
    const InPhase in(context.profile, Phase::reports);
    return find_alerts(program, dataset, strangers, options, context, out.result.issues);
  }();
  if (alerts.pauses && untouched) {
    RunOptions paused = options;
    paused.paused = &alerts.memory.paused;
    dataset = std::move(*untouched);
    out.result = run(program, dataset, paused, context);
  }
  out.result.alerts = std::move(alerts.rows);
  if (options.with_state) out.result.memory.alerts = std::move(alerts.memory);
  const InPhase in(context.profile, Phase::reports);
  out.reports = report_tables(program, dataset, strangers, options, context, out.result.issues);
  return out;
}

}  // namespace sop
