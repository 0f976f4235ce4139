// What is wrong with the data given, as values: kind, place, raw value, what would have fitted. Collected by reading
// and preparing; `text_of` renders one in either language. Values of `pii` columns are never kept here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/type.h"

namespace sop {

enum class InputFault : std::uint8_t {
#define SOP_INPUT_FAULT(id, ...) id,
#include "runtime/io/bad_input.def"
#undef SOP_INPUT_FAULT
};

struct BadInput {
  InputFault fault{};
  std::string input;  // the NAME of NAME=FILE
  std::string file;
  std::int64_t line = 0;                // the header is line 1; in Parquet and Arrow files the row, from 1; 0: the file
  std::string column;                   // the file's word for it
  std::string value;                    // the raw field
  TypeKind expected = TypeKind::error;  // the declared type, or `error` where `detail` says it all
  std::string detail;                   // a format, the members, the range, a number of fields
  std::string other_file;               // where the same key or id stands
  std::int64_t other_line = 0;
  bool masked = false;     // a `pii` column: the value is not shown
  std::uint64_t rank = 0;  // among the findings of preparing: by what was looked at, then by row
};

// How many findings are kept for printing; all are counted.
constexpr std::size_t shown_findings = 20;

struct InputFindings {
  std::uint64_t total = 0;
  std::vector<BadInput> kept;  // by file, line and column
};

// 2 wrong usage, 3 input that could not be read.
int exit_code_of(InputFault fault);
// Can quarantine leave this row out and go on?
bool is_row_fault(InputFault fault);

// One sentence without the place.
std::string text_of(const BadInput& finding, Language language);
// "orders.csv:17: ..." with the place.
std::string line_of(const BadInput& finding, Language language);

}  // namespace sop
