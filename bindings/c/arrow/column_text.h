// A column as the texts a CSV file would have: what goes through the reader of files because the declaration speaks
// about spellings (missing words, formats, members).
#pragma once

#include <string>
#include <vector>

#include "bindings/c/arrow/column_view.h"
#include "runtime/io/raw_field.h"

namespace sop::embed {

struct ColumnTexts {
  std::vector<RawField> fields;  // one per row; they point into `bytes` or into the column
  std::string bytes;
};

ColumnTexts column_texts(const ColumnView& column);

// One value, for findings; empty where it is missing.
std::string value_text(const ColumnView& column, std::int64_t row);

}  // namespace sop::embed
