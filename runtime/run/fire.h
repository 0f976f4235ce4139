// Firing: a rule that holds on a frame row becomes actions, tags and decisions of that row.
#pragma once

#include "runtime/run/run.h"
#include "runtime/run/tag_book.h"

namespace sop {

// The rows of one rule on which it fires, and what its actions read there.
struct Firing {
  std::uint32_t rule = 0;
  const Frame* frame = nullptr;
  std::vector<std::uint32_t> rows;              // of the frame, ascending
  std::vector<std::string> numbers;             // parallel: the firing number, or the event's id
  std::vector<ColumnData> guards;               // evaluated Program::guards
  std::vector<std::vector<ColumnData>> params;  // per action, per parameter
  std::vector<ColumnData> staff;                // per action: who does it, by place in `rows`; no rows: nobody named
  bool tags_contend = false;                    // journeys set them too: all go in one order (semantics D7, D9)
};

// What a rule asks of the evaluator besides its condition: guards and parameters.
std::vector<InstId> firing_roots(const Program& program, const Rule& rule);
void take_firing_values(const Program& program, const Rule& rule, std::vector<ColumnData>& values, std::size_t begin,
                        Firing& firing);

// Who does each action, asked for the rows that fire only: a role looks at every person of a staff table.
void find_staff(const Program& program, const Dataset& dataset, const RunOptions& options, const RunContext& context,
                Firing& firing, RunResult& result);

void fire(const Program& program, const Dataset& dataset, const Firing& firing, TagBook& tags,
          const RunOptions& options, const ZoneRules& zone, RunResult& result);

}  // namespace sop
