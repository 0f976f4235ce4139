// What a run shows and writes: tables on the terminal or files in a folder, and closing lines about what was read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/run_state.h"
#include "compiler/diagnostics/diagnostic.h"
#include "runtime/io/prepare.h"
#include "runtime/io/run_totals.h"
#include "runtime/io/write.h"
#include "runtime/reports/report_tables.h"
#include "runtime/run/run.h"

namespace sop::cli {

struct RunReport {
  const Program& program;
  const PreparedData& prepared;
  const RunResult& result;
  const RunOptions& options;
  const ZoneRules& zone;
  Language language;
  const std::vector<std::string>& selected;  // facts
  const std::vector<std::string>& tables;    // to write; empty: all
  const std::vector<ReportTable>& reports;
  const RunTotals totals;
};

// A table that has rows of people: it writes itself, on whichever thread.
struct PeopleTable {
  std::size_t rows = 0;
  std::function<Written(const std::string& path, OutputFormat format, WriteOptions options)> write;
};

struct PeopleTables {
  PeopleTable actions, tags, facts, decisions;
};

// From the rows in memory, block by block. Good as long as the report.
PeopleTables people_tables(const RunReport& report);

void print_input_findings(const std::string& command, const PreparedData& prepared, Language language);

// What fails a strict run: issues, and events of unknown customers (semantics A3, A8).
bool has_issues(const PreparedData& prepared, const RunResult& result);
// Nothing of the run may be written: a calendar was asked for a year that no table holds (semantics B5), or journeys
// and rules start each other without end.
std::optional<Stopped> cannot_stand(const Program& program, const RunResult& result);

// A selected name no fact has, or empty.
std::string unknown_selection(const Program& program, const std::vector<std::string>& selected);

std::string screen_report(const RunReport& report);
std::string closing_lines(const RunReport& report);

// `only_issues`: a strict run that failed writes issues and summary, nothing else.
Written write_run(const RunReport& report, const std::string& folder, OutputFormat format, WriteOptions write,
                  bool only_issues, const PeopleTables& people);

}  // namespace sop::cli
