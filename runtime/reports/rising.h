// `m rises along tier`: what an alert asks of every level of an order, cell by cell (language.md 2.9).
#pragma once

#include "runtime/reports/report_cells.h"

namespace sop {

// One row per cell of the alert: does the item of `form` rise, or fall, from each level to the next? Levels for which
// it is missing are passed over; with fewer than two left nothing rises and nothing falls.
ColumnData rising(ReportWorld& world, const ReportForm& form, const std::vector<ReportCell>& cells);

}  // namespace sop
