// The rows of a query on an SQLite file into a TableBuilder. Values convert as those of a CSV file do (semantics A9): a
// database's own types say little, as any column of SQLite may hold anything.
#pragma once

#include "runtime/io/table_builder.h"

namespace sop {

void read_sqlite(const InputPlan& plan, const DataFile& file, TableBuilder& builder);

}  // namespace sop
