// An OutputTable as a Parquet or Arrow IPC file.
#pragma once

#include "runtime/io/write.h"

namespace sop {

Written write_arrow_file(const OutputTable& table, WholeFile& file, OutputFormat format);

}  // namespace sop
