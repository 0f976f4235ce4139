// The oracle: the meaning of a Program evaluated one row at a time by plain recursion, as slowly and as close to
// docs' semantics as possible. Tests compare the vectorised engine with it to the bit (semantics A1-A10, B1-B4, C1).
// Two-valued conditions, strict calls and issues follow compiler/ir/program.h. Not for production use.
#pragma once

#include "runtime/eval/evaluator.h"

namespace sop {

Evaluation reference_evaluate(const Program& program, const Dataset& dataset, const Frame& frame,
                              std::span<const InstId> roots, const RunContext& context);

Evaluation reference_evaluate_rows(const Program& program, const Dataset& dataset, InputId input,
                                   const TableData& table, std::span<const InstId> roots, const RunContext& context);

}  // namespace sop
