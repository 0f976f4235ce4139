// An OutputTable to a file: CSV, JSON lines, Parquet, Arrow IPC. Files appear whole or not at all (whole_file.h); the
// same table gives the same bytes.
#pragma once

#include <functional>
#include <optional>

#include "runtime/eval/progress.h"
#include "runtime/io/output_table.h"
#include "runtime/io/whole_file.h"

namespace sop {

enum class OutputFormat : std::uint8_t { csv, jsonl, parquet, arrow };

struct WriteOptions {
  bool raw = false;  // CSV: leave texts that a spreadsheet would run as formulas as they are
  Progress* progress = nullptr;
};

std::optional<OutputFormat> output_format_of(std::string_view word);  // csv, jsonl, parquet, arrow
std::string_view extension_of(OutputFormat format);                   // ".csv"

Written write_table(const OutputTable& table, const std::string& path, OutputFormat format, WriteOptions options = {});

// The whole text, for a pipe or a test.
std::string csv_text(const OutputTable& table, WriteOptions options = {});
std::string jsonl_text(const OutputTable& table);

// Pieces of some kilobytes, in order, and how many rows end in each; stops at the first fault.
using Sink = std::function<Written(std::string_view bytes, std::size_t rows)>;
Written write_csv(const OutputTable& table, WriteOptions options, const Sink& sink);
Written write_jsonl(const OutputTable& table, const Sink& sink);

}  // namespace sop
