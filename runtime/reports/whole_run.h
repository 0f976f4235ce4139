// A run with its reports and alerts. What an alert pauses is paused for the very run that found it out: then it is
// decided once more, under the pause.
#pragma once

#include "runtime/reports/report_tables.h"

namespace sop {

struct WholeRun {
  RunResult result;
  std::vector<ReportTable> reports;
};

WholeRun run_with_reports(const Program& program, Dataset& dataset, std::span<const Strangers> strangers,
                          const RunOptions& options, const RunContext& context);

}  // namespace sop
