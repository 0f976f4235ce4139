// Tables of the same columns, one after the other, as one Parquet or Arrow IPC file.
#pragma once

#include "runtime/io/write.h"

namespace sop {

// `first`: the first of them, which says what the columns are; it is added like the others.
std::expected<std::unique_ptr<ArrowRows>, WriteFault> open_arrow_rows(const OutputTable& first, WholeFile& file,
                                                                      OutputFormat format);

}  // namespace sop
