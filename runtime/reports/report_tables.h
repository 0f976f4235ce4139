// Reports, funnels and cohorts of a run as tables (language.md 2.9): `reports/NAME`. Rows by period and group, in the
// order of `by`; the last one is the total, told by the formula over all rows and marked in the column `total`.
#pragma once

#include "runtime/io/output_table.h"
#include "runtime/reports/report_world.h"

namespace sop {

struct ReportTable {
  std::string name;
  std::string label;
  std::vector<std::string> heads;  // parallel to the table's columns, for people: labels where there are some
  OutputTable table;
  bool too_early = false;           // a list of an instant after the run: taken by a later one
  std::shared_ptr<TextPool> texts;  // of the table
};

std::vector<ReportTable> report_tables(const Program& program, const Dataset& dataset,
                                       std::span<const Strangers> strangers, const RunOptions& options,
                                       const RunContext& context, std::map<std::uint32_t, IssueCount>& issues);

}  // namespace sop
