// A Parquet or Arrow file into a TableBuilder: the needed columns only, in batches on several threads.
#pragma once

#include "runtime/io/table_builder.h"

namespace sop {

void read_arrow(const InputPlan& plan, const DataFile& file, TableBuilder& builder);

}  // namespace sop
