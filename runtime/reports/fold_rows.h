// One aggregate over chosen rows (semantics A1, A3, A4, A7). Plain: the rows in order, one after the other.
#pragma once

#include <span>

#include "compiler/ir/program.h"
#include "runtime/reports/cell_value.h"
#include "stdlib/time/zone.h"

namespace sop {

struct MeasuredRow {
  Micros at = 0;
  std::size_t place = 0;  // among the rows of its table
  CellValue value;
};

struct FoldSetting {
  AggregateOp op = AggregateOp::count;
  bool has_value = false;
  bool of_events = true;
  Type value;  // of each row
  const TextPool* pool = nullptr;
  const ZoneRules* zone = nullptr;
  Weekday week_start = Weekday::monday;
};

CellValue fold_rows(const FoldSetting& setting, std::span<const MeasuredRow* const> rows);

inline CellValue whole_value(std::int64_t value) { return {true, value, 0, 0}; }
inline CellValue real_value(double value) { return {true, 0, value, 0}; }

}  // namespace sop
