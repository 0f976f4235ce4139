// Copies of columns in as few bytes as their values need: whole numbers by their distance from the smallest, texts by
// their place among the column's own. A comparison reads four to eight times less memory, and looks at as many more
// values at once. Made once for tables that are asked often; a copy is never larger than half of its column.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

struct NarrowColumn {
  // Of which array of which length: what is no longer that is not read.
  const void* source = nullptr;
  std::size_t rows = 0;
  // One of these has a value per row, the others are empty; 0 where the value is missing.
  std::vector<std::uint8_t> one;
  std::vector<std::uint16_t> two;
  std::vector<std::uint32_t> four;
  // Whole numbers: base + step * narrow. None is above `largest`.
  std::int64_t base = 0, step = 1;
  std::uint32_t largest = 0;
  // Texts: the codes that occur, ascending; narrow is the place among them.
  std::vector<TextCode> codes;

  bool exists() const { return rows > 0; }
  std::optional<std::uint32_t> place_of(TextCode code) const;
};

// Parallel to TableData::columns.
struct NarrowTable {
  std::vector<NarrowColumn> columns;
};

// The copy of a column, or null.
const NarrowColumn* narrow_of(const TableData& table, std::size_t column);

// Of the columns of whole numbers and texts that the program compares or aggregates, in tables of at least so many
// rows.
void narrow_columns(const Program& program, Dataset& dataset, std::size_t least_rows);

}  // namespace sop
