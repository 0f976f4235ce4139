// A column of the Arrow C data interface to a typed column of the engine, as strictly as text: exact conversions only
// (semantics A9). The same readings as runtime/io/arrow/arrow_values.h, which does it for files with Arrow's library; a
// test holds the two against each other.
#pragma once

#include "bindings/c/arrow/column_view.h"
#include "runtime/io/column_reader.h"

namespace sop::embed {

// Can a column of this type hold values of the declared column at all?
bool fits(const ColumnRule& rule, const ArrowType& type);

// `line` is the row's number in the table, parallel to the column.
ColumnData read_column(const ColumnView& column, ColumnReader& reader, std::span<const std::uint32_t> line,
                       FaultList& faults);

}  // namespace sop::embed
