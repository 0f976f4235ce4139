#include "runtime/table/column.h"

namespace sop {

ColumnData make_column(Type type, std::size_t rows) {
  ColumnData column;
  column.type = type;
  column.rows = rows;
  if (type.nullable) column.known.assign(words_for(rows), 0);
  switch (physical_of(type.kind)) {
    case Physical::whole: column.whole.assign(rows, 0); break;
    case Physical::real: column.real.assign(rows, 0); break;
    case Physical::code: column.codes.assign(rows, 0); break;
    case Physical::bit: column.bits.assign(words_for(rows), 0); break;
  }
  return column;
}

}  // namespace sop
