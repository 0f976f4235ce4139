// An OutputTable to a file: CSV, JSON lines, Parquet, Arrow IPC. Files appear whole or not at all (whole_file.h); the
// same table gives the same bytes.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "runtime/eval/progress.h"
#include "runtime/io/output_table.h"
#include "runtime/io/whole_file.h"

namespace sop {

enum class OutputFormat : std::uint8_t { csv, jsonl, parquet, arrow };

struct WriteOptions {
  bool raw = false;  // CSV: leave texts that a spreadsheet would run as formulas as they are
  Progress* progress = nullptr;
  int threads = 1;  // of tables at once; one table is one thread's
};

std::optional<OutputFormat> output_format_of(std::string_view word);  // csv, jsonl, parquet, arrow
std::string_view extension_of(OutputFormat format);                   // ".csv"

Written write_table(const OutputTable& table, const std::string& path, OutputFormat format, WriteOptions options = {});

// How many rows of a large table are made and written at once.
constexpr std::size_t table_block_rows = 131'072;

class ArrowRows;

// One file of many tables with the same columns, one after the other: what is never whole in memory is written so. At
// least one table is added, of no rows where there are none.
class TableFile {
 public:
  static std::expected<TableFile, WriteFault> create(const std::string& path, OutputFormat format,
                                                     WriteOptions options = {});
  TableFile(TableFile&&) noexcept;
  TableFile& operator=(TableFile&&) = delete;
  ~TableFile();  // without commit: nothing is left

  Written add(const OutputTable& table);
  Written commit();

 private:
  TableFile(WholeFile file, std::string path, OutputFormat format, WriteOptions options);
  Written add_arrow(const OutputTable& table);
  Written placed(Written written) const;

  WholeFile file_;
  std::string path_;
  OutputFormat format_;
  WriteOptions options_;
  bool begun_ = false;
  std::unique_ptr<ArrowRows> arrow_;
};

// The whole text, for a pipe or a test.
std::string csv_text(const OutputTable& table, WriteOptions options = {});
std::string jsonl_text(const OutputTable& table);

// Pieces of some kilobytes, in order, and how many rows end in each; stops at the first fault.
using Sink = std::function<Written(std::string_view bytes, std::size_t rows)>;
Written write_csv(const OutputTable& table, WriteOptions options, const Sink& sink, bool with_head = true);
Written write_jsonl(const OutputTable& table, const Sink& sink);

// Parquet or Arrow IPC, block by block.
class ArrowRows {
 public:
  ArrowRows() = default;
  ArrowRows(const ArrowRows&) = delete;
  ArrowRows& operator=(const ArrowRows&) = delete;
  virtual ~ArrowRows() = default;
  virtual Written add(const OutputTable& table) = 0;  // a row group of Parquet, a batch of Arrow
  virtual Written close() = 0;
};

}  // namespace sop
