// Opens Parquet and Arrow IPC files (both its file and stream form). What the libraries report, by status or exception,
// comes back as text. Seen only inside runtime/io.
#pragma once

#include <arrow/api.h>

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "runtime/io/data_files.h"

namespace sop {

using ArrowTable = std::shared_ptr<arrow::Table>;

std::expected<std::shared_ptr<arrow::Schema>, std::string> arrow_schema(const DataFile& file);

// The rows of each part that can be read by itself: row groups of Parquet, batches of an Arrow file; none, where it can
// only be read whole.
std::vector<std::int64_t> arrow_parts(const DataFile& file);

// The named top-level columns (all without names), fully validated.
std::expected<ArrowTable, std::string> arrow_table(const DataFile& file, const std::vector<std::string>& names,
                                                   bool use_threads);

}  // namespace sop
