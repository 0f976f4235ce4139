// A table to be written: named typed columns whose texts live in a pool. Filled row by row, or from columns at hand.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/table/column.h"
#include "stdlib/time/zone.h"

namespace sop {

struct OutputColumn {
  std::string name;
  ColumnData data;
  std::vector<std::string> members;  // of an enumeration
  bool json = false;                 // the text is JSON: JSON lines embed it as it is
};

struct OutputTable {
  std::shared_ptr<const TextPool> pool;
  ZoneRules zone;  // instants are written with its offset
  std::size_t rows = 0;
  std::vector<OutputColumn> columns;
};

// Row by row. A column not set in a row is missing there (or zero, if its type is not nullable).
class OutputRows {
 public:
  explicit OutputRows(std::shared_ptr<TextPool> pool) : pool_(std::move(pool)) {}

  std::size_t add_column(std::string name, Type type, std::vector<std::string> members = {}, bool json = false);
  void text(std::size_t column, std::string_view value);
  void code(std::size_t column, TextCode value);
  void whole(std::size_t column, std::int64_t value);  // whole numbers, money, dates, times, instants, members
  void real(std::size_t column, double value);
  void boolean(std::size_t column, bool value);
  void end_row();

  std::size_t rows() const { return rows_; }
  OutputTable finish(ZoneRules zone) &&;

 private:
  // The texts asked for lately, by recent_place: most columns of words have few.
  static constexpr std::size_t recent_count = 256;

  ColumnData& known(std::size_t column);

  std::shared_ptr<TextPool> pool_;
  std::array<std::optional<TextCode>, recent_count> recent_;
  std::vector<OutputColumn> columns_;
  std::size_t rows_ = 0;
  std::size_t room_ = 64;  // rows the columns have
};

}  // namespace sop
