// Reading columns: of consecutive rows as a view, of scattered rows by gathering.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

void read_column(const ColumnData& column, RowMap rows, std::size_t count, Machine& machine, Slot slot);
// `index[i]` may be `no_row`: missing.
void read_found_rows(const ColumnData& column, const std::uint32_t* index, std::size_t count, Machine& machine,
                     Slot slot);

void evaluate_column(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot);
void evaluate_lookup(const Run& run, Machine& machine, const Block& block, const Inst& inst, const Step& step);

// No row has a value.
void set_missing(Machine& machine, Slot slot, std::size_t rows);
void set_scalar(const Scalar& scalar, Machine& machine, Slot slot, std::size_t rows);

}  // namespace sop
