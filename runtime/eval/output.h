// From the vectors of a block to the columns of the result.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

// A column for the values of this instruction, every row missing; blocks paste into it.
ColumnData start_output(Type type, std::size_t rows);
void paste_output(const Vector& values, std::size_t rows, std::size_t first, ColumnData& column);
// Drops the known bits of a column whose type has no missing values and that has none.
void finish_output(ColumnData& column);

}  // namespace sop
