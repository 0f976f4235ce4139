// The order of the steps is the meaning (semantics A9, then A8): read this file first. A step that finds bad rows
// records them and leaves them out; whether that fails the run is decided here.
#include "runtime/io/prepare.h"

#include <algorithm>

#include "runtime/io/preparation.h"

namespace sop {
namespace {

void start_reports(Preparation& p) {
  PreparedData& result = p.result;
  for (std::size_t i = 0; i < p.program.inputs.size(); ++i) {
    ReadTable& table = p.tables[i];
    InputReport report{.name = p.input(i).name, .given = table.given, .read = table.rows + table.bad_records};
    report.bad = table.bad_records;
    for (const FilePart& file : table.files) report.files.push_back(file.path);
    result.reports.push_back(std::move(report));
    result.findings.push_back(std::move(table.findings));
  }
}

void finish_reports(Preparation& p) {
  for (std::size_t i = 0; i < p.program.inputs.size(); ++i) p.report(i).kept = p.table(i).rows;
}

}  // namespace

int exit_code_of(const PreparedData& result, bool quarantine) {
  int code = 0;
  for (const BadInput& finding : result.usage) code = code == 2 ? 2 : exit_code_of(finding.fault);
  if (code != 0) return code;
  for (const InputFindings& findings : result.findings)
    for (const BadInput& finding : findings.kept)
      if (!quarantine || !is_row_fault(finding.fault)) return 3;
  return 0;
}

PreparedData prepare(const Program& program, InputTables tables, std::shared_ptr<TextPool> pool,
                     EvaluateRowsFn evaluate, const RunContext& context, PrepareOptions options) {
  const InPhase in(context.profile, Phase::preparing);
  Preparation p{program, evaluate, context, options, std::move(tables.tables), {}};
  p.result.dataset.pool = std::move(pool);
  p.result.usage = std::move(tables.usage);
  p.result.dataset.inputs.resize(program.inputs.size());
  start_reports(p);
  p.result.exit_code = exit_code_of(p.result, options.quarantine);
  if (p.result.exit_code != 0) return std::move(p.result);
  for (std::size_t i = 0; i < program.inputs.size(); ++i) take_columns(p, i);
  prepare_tables(p);
  prepare_population(p);
  prepare_identity(p);
  drop_erased(p);
  prepare_customer_lookups(p);
  prepare_derived_of_tables(p);
  prepare_streams(p);
  prepare_sides(p);
  prepare_tags(p);
  if (program.population.exists() && !p.tables[program.population.index()].number.empty())
    p.result.customer_numbers = p.tables[program.population.index()].number;
  finish_reports(p);
  if (context.profile != nullptr)
    for (const InputReport& report : p.result.reports) context.profile->add_rows(Phase::preparing, report.kept);
  p.result.exit_code = exit_code_of(p.result, options.quarantine);
  return std::move(p.result);
}

}  // namespace sop
