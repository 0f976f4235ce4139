// From `NAME=FILE` to the files that hold the data: one file, a pattern (`dir/*.parquet`), a folder, whose `key=value`
// parts are partition columns (`dt=2026-01-01/part-0.parquet`), or a database with a query. Opens nothing.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/io/bad_input.h"

namespace sop {

struct Binding {
  std::string name;
  std::string path;
};

enum class FileFormat : std::uint8_t { csv, tsv, parquet, ipc, sqlite };

// A part of a file: some row groups of Parquet, record batches of Arrow, or bytes of CSV after the byte order mark.
struct FileSlice {
  std::int64_t first = 0, last = -1;  // last < 0: the whole file
  std::int64_t before = 0;            // rows of the file before it; of CSV lines, the header among them

  bool is_whole() const { return last < 0; }
};

struct DataFile {
  std::string path;
  FileFormat format = FileFormat::csv;
  std::vector<std::pair<std::string, std::string>> partition{};  // from the folders' names
  std::string query{};                                           // of a database
  FileSlice slice{};
};

// What names the file in findings: its path; of a database `sqlite:FILE#query`.
std::string source_of(const DataFile& file);

std::expected<Binding, BadInput> parse_binding(std::string_view argument);

// Sorted by path. An unknown extension, a file that is not there and a pattern without a match are findings.
std::expected<std::vector<DataFile>, BadInput> find_data_files(const Binding& binding);

// The value of a partition folder that stands for a missing value.
constexpr std::string_view missing_partition = "__HIVE_DEFAULT_PARTITION__";

}  // namespace sop
