// One value of one customer, and what an op does with such values.
#pragma once

#include <cstdint>
#include <string_view>

#include "stdlib/builtins.h"
#include "stdlib/ops/context.h"

namespace sop::embed {

// Which member means something follows from the value's type. A boolean is 0 or 1 in `whole`, and 0 where missing.
struct Cell {
  union {
    std::int64_t whole;
    double real;
    std::string_view text;
  };
  bool known = false;

  Cell() : text() {}
};

// All arguments are known. False: the op failed.
using CellOp = bool (*)(const OpContext&, const Cell* const* arguments, Cell& out);

// Null: an op that builds a text.
CellOp cell_op(Op op);

}  // namespace sop::embed
