// A table of a result as an Arrow stream of one batch. The types are those of `sopc run --format arrow`: money is
// decimal(19, 4), an instant a time stamp of the zone in microseconds, an enumeration and a duration its text. Columns
// of whole numbers, numbers, dates' and times' instants hand their memory over; texts are laid out anew.
#pragma once

#include "bindings/c/include/sop.h"
#include "runtime/io/output_table.h"

namespace sop::embed {

// The stream owns everything it gives: nothing of the engine needs to stay.
void export_table(OutputTable table, ArrowArrayStream& out);

}  // namespace sop::embed
