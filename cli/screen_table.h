// A table for eyes: columns aligned by display width, long ones cut, and how many rows are not shown.
#pragma once

#include <string>

#include "runtime/io/output_table.h"

namespace sop::cli {

constexpr std::size_t shown_rows = 20;

// `ours`: its columns are those of cli.md, and are headed in the reader's words.
std::string screen_table(const OutputTable& table, bool zh, bool ours, std::size_t limit = shown_rows);

}  // namespace sop::cli
