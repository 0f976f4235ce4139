// What a run says of itself in numbers (summary.json, closing lines), apart from its rows, so that a run whose rows are
// never all in memory can say the same.
#pragma once

#include <map>
#include <string>

#include "runtime/run/run.h"
#include "runtime/run/watermark.h"

namespace sop {

struct RunTotals {
  std::uint64_t customers = 0, tag_changes = 0;
  std::map<std::string, std::uint64_t> actions;    // by source
  std::map<std::string, std::uint64_t> decisions;  // by outcome
  std::vector<Micros> latest;                      // event of each input

  void add(const RunTotals& more);
};

RunTotals totals_of(const Program& program, const Dataset& dataset, const RunResult& result, Micros as_of);

}  // namespace sop
