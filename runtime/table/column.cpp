#include "runtime/table/column.h"

#include <algorithm>

namespace sop {

ColumnData unset_column(Type type, std::size_t rows) {
  ColumnData column;
  column.type = type;
  column.rows = rows;
  if (type.nullable) column.known.assign(words_for(rows), 0);
  switch (physical_of(type.kind)) {
    case Physical::whole: column.whole.resize(rows); break;
    case Physical::real: column.real.resize(rows); break;
    case Physical::code: column.codes.resize(rows); break;
    case Physical::bit: column.bits.assign(words_for(rows), 0); break;
  }
  return column;
}

ColumnData make_column(Type type, std::size_t rows) {
  ColumnData column = unset_column(type, rows);
  std::ranges::fill(column.whole, 0);
  std::ranges::fill(column.real, 0);
  std::ranges::fill(column.codes, TextCode{});
  return column;
}

}  // namespace sop
