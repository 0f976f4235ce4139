// A Parquet file whose footer is read once: which columns, how many rows in each row group, and any row groups of it,
// from several threads.
#pragma once

#include <arrow/api.h>
#include <parquet/metadata.h>

#include <memory>
#include <string>
#include <vector>

namespace sop {

class ParquetFile {
 public:
  // `names`: the top-level columns that are read; none: all. Refuses what would unpack to too much.
  static arrow::Result<ParquetFile> open(const std::string& path, const std::vector<std::string>& names);
  static arrow::Result<std::shared_ptr<arrow::Schema>> schema_of(const std::string& path);

  std::vector<std::int64_t> rows_of_groups() const;
  // The row groups first .. last; texts whose pages hold places in a dictionary as such.
  arrow::Result<std::shared_ptr<arrow::Table>> read(int first, int last, bool use_threads) const;

 private:
  std::string path_;
  std::shared_ptr<parquet::FileMetaData> footer_;
  std::vector<int> leaves_;
  std::vector<int> dictionaries_;  // of the leaves: read as words and places
};

}  // namespace sop
