// Rows left out under --quarantine, as they stand in their files: DIR/NAME.csv with file, line, column, reason, row.
#pragma once

#include "runtime/io/bad_input.h"
#include "runtime/io/whole_file.h"

namespace sop {

struct QuarantineCount {
  std::string input;
  std::uint64_t rows = 0;
};

// The raw record that starts on each of these lines (Parquet and Arrow: the row's values in CSV form). Lines ascend.
std::vector<std::string> raw_records(const std::string& path, const std::vector<std::int64_t>& lines);

// `findings` are those of one input, all of them. One output row per bad row; its reasons are joined by `; `.
std::expected<QuarantineCount, WriteFault> write_quarantine(const std::string& folder, const std::string& input,
                                                            const std::vector<BadInput>& findings, Language language);

}  // namespace sop
