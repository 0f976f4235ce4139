// Whole-column operations on rows: append, pick, compare, order.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/table/column.h"

namespace sop {

void append_rows(ColumnData& to, const ColumnData& from);

// Row i of the result is row rows[i] of the column.
ColumnData pick_rows(const ColumnData& column, std::span<const std::uint32_t> rows);

// The canonical order of two rows of a column: missing first, text by code point (semantics A7).
int compare_rows(const ColumnData& column, const TextPool& pool, std::size_t a, std::size_t b);

bool equal_rows(const ColumnData& column, std::size_t a, std::size_t b);

}  // namespace sop
