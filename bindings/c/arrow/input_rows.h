// The rows of one input, batch after batch, as the reader of files would have read them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bindings/c/arrow/column_values.h"
#include "bindings/c/include/sop.h"
#include "compiler/ir/program.h"
#include "runtime/io/table_builder.h"

namespace sop::embed {

// Why rows were not taken. A structure that is no table, or columns that do not fit the declaration.
struct RowsFault {
  std::string malformed;  // not empty: the structure is wrong, and this is how
  InputFindings findings;
  bool too_many = false;  // rows or bytes: a limit

  bool any() const { return too_many || !malformed.empty() || findings.total > 0; }
};

// What all inputs of an evaluator may hold together.
struct Room {
  std::uint64_t max_rows = 0, max_bytes = 0;  // 0: any
  std::uint64_t rows = 0, bytes = 0;

  bool full() const { return (max_rows > 0 && rows > max_rows) || (max_bytes > 0 && bytes > max_bytes); }
};

class InputRows {
 public:
  InputRows(const Program& program, const Input& input, const ZoneRules& zone, TextPool& pool, Room& room);

  RowsFault begin(const ArrowSchema& schema);
  RowsFault add(const ArrowSchema& schema, const ArrowArray& rows);
  ReadTable finish();

 private:
  // By rule: the child that holds it, or none.
  struct Place {
    int child = -1;
    ArrowType type;
  };
  RowsFault place_columns(const ArrowSchema& schema);
  RowsFault place_column(const ArrowSchema& schema, std::size_t rule);
  RowsFault read_rows(const ArrowSchema& schema, const ArrowArray& rows, ReadPiece& piece);
  BadInput finding(InputFault fault, const std::string& column) const;
  void make_room(const ReadPiece& piece);

  const Input& input_;
  const bool is_list_;
  InputPlan plan_;
  TableBuilder builder_;
  ColumnReaders readers_;
  std::vector<Place> places_;
  TextPool& pool_;
  Room& room_;
  std::size_t texts_ = 0;
  std::int64_t next_row_ = 1;
};

}  // namespace sop::embed
