// From clauses to tables.
#pragma once

#include "bindings/c/decider/verdicts/clauses.h"
#include "bindings/c/decider/verdicts/verdicts.h"

namespace sop::embed {

// Offsets of looks into the row are places of RowPlan::columns still. `steps`: how many the plan has without tables. No
// words: tables would be too large, or slower than steps.
VerdictTables lay_out_tables(AnswerClauses clauses, const RowPlan& plan, std::size_t steps);

// Once the columns have their places.
void place_looks(VerdictTables& tables, const RowPlan& plan);

}  // namespace sop::embed
