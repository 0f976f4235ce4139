// Writing a column row by row.
#pragma once

#include <string_view>

#include "runtime/table/column.h"

namespace sop {

// What is never written is missing.
class ColumnWriter {
 public:
  ColumnWriter(Type type, std::size_t rows, TextPool& pool) : ColumnWriter(make_column(type, rows), pool) {}
  // Goes on writing this one.
  ColumnWriter(ColumnData column, TextPool& pool) : column_(std::move(column)), pool_(pool) {}

  void whole(std::size_t row, std::int64_t value) {
    if (column_.type.is(TypeKind::boolean)) {
      if (value == 1) set_bit(column_.bits, row);
    } else {
      column_.whole[row] = value;
    }
    known(row);
  }
  void text(std::size_t row, std::string_view value) {
    column_.codes[row] = pool_.intern(value);
    known(row);
  }
  void code(std::size_t row, TextCode value) {
    column_.codes[row] = value;
    known(row);
  }
  ColumnData take() { return std::move(column_); }

 private:
  void known(std::size_t row) {
    if (!column_.known.empty()) set_bit(column_.known, row);
  }

  ColumnData column_;
  TextPool& pool_;
};

}  // namespace sop
