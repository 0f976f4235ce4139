// Between the cells an instance keeps and the columns an evaluator reads.
#pragma once

#include <span>

#include "runtime/eval/evaluator.h"
#include "runtime/journeys/instance.h"

namespace sop {

Cell cell_at(const ColumnData& column, std::size_t row, const TextPool& pool);

// One column per entry of Program::kept, one row per instance. Those nobody keeps have no rows.
std::vector<ColumnData> kept_columns(const Program& program, std::span<const Instance* const> instances,
                                     TextPool& pool);

// The values of `kept` (indices of Program::kept) for the rows of a frame of events: `which` chooses among the values
// of each. A row per frame row.
std::vector<std::map<std::int32_t, Cell>> keep(const Program& program, const Dataset& dataset, Frame frame,
                                               std::span<const std::int32_t> kept, std::size_t which,
                                               EvaluateFn evaluate, const RunContext& context);

}  // namespace sop
