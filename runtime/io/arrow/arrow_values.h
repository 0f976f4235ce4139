// An Arrow array to a typed column, as strictly as text: exact conversions only (semantics A9). Numbers, dates and
// instants convert directly; everything else goes through its text and the same reader as CSV.
#pragma once

#include <arrow/api.h>

#include "runtime/io/column_reader.h"

namespace sop {

// Can a file column of this type hold values of the declared column at all?
bool fits(const ColumnRule& rule, const arrow::DataType& type);

// `line` is the row's number in the file, parallel to the array.
ColumnData read_array(const arrow::Array& array, ColumnReader& reader, std::span<const std::uint32_t> line,
                      FaultList& faults);

}  // namespace sop
