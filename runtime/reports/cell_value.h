// One value by itself: of an event, of a cell, of a group.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "runtime/table/column.h"

namespace sop {

struct CellValue {
  bool known = false;
  std::int64_t whole = 0;  // booleans too
  double real = 0;
  TextCode code = 0;
};

CellValue cell_value_at(const ColumnData& column, std::size_t row);
void put_cell_value(ColumnData& column, std::size_t row, const CellValue& value);  // of a column made by make_column

// Below, equal or above: texts by their code points, -0 as 0; what is missing comes last.
int order_of(Type type, const CellValue& a, const CellValue& b, const TextPool& pool);

// The values of the facets of a report that are no period.
using GroupKey = std::vector<CellValue>;

struct GroupOrder {
  std::vector<Type> types;
  const TextPool* pool = nullptr;

  bool operator()(const GroupKey& a, const GroupKey& b) const;
};

}  // namespace sop
