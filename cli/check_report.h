// What `sopc check` found, in the form that was asked for: findings, the tables' misfits, the worst case, and how far
// the analysis got.
#pragma once

#include <optional>
#include <string>

#include "cli/baseline.h"
#include "cli/data_check.h"
#include "compiler/driver/compile.h"
#include "runtime/cost/program_cost.h"
#include "runtime/cost/program_work.h"

namespace sop::cli {

struct CheckReport {
  const Compilation& compilation;
  const Sources& sources;
  Language language = Language::en;
  std::optional<DataCheck> data;
  std::optional<ProgramCost> cost;
  std::optional<ProgramWork> work;    // with the cost
  std::vector<std::string> exceeded;  // limits on it, a line each
  std::optional<BaselineUse> baseline;
  bool require_analysis = false, fast = false;
  std::size_t left_open = 0;  // questions that nothing decides and nobody accepted
};

// `format`: text, json, sarif, github or junit.
void print_report(const CheckReport& report, const std::string& format);

}  // namespace sop::cli
