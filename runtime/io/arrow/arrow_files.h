// Opens Parquet and Arrow IPC files (both its file and stream form). What the libraries report, by status or exception,
// comes back as text. Seen only inside runtime/io.
#pragma once

#include <arrow/api.h>

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/io/arrow/parquet_file.h"
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

// A file in parts that are read and validated one by one, on any thread: some row groups of Parquet each, else the
// file.
class ArrowParts {
 public:
  ArrowParts(const DataFile& file, std::vector<std::string> names);

  std::size_t size() const { return parts_.size(); }
  std::expected<ArrowTable, std::string> read(std::size_t part, bool use_threads) const;

 private:
  static constexpr std::int64_t least_rows = 65'536;  // of a part, as far as there are more

  struct Part {
    int first = 0, last = 0;  // row groups
    std::int64_t rows = 0;
  };

  DataFile file_;
  std::vector<std::string> names_;
  std::optional<ParquetFile> parquet_;
  std::vector<Part> parts_;
};

}  // namespace sop
