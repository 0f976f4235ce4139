#include "runtime/eval/columns.h"

#include <algorithm>

#include "runtime/table/narrow.h"

namespace sop {
namespace {

const void* data_from(const ColumnData& column, std::size_t first) {
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return column.whole.data() + first;
    case Physical::real: return column.real.data() + first;
    case Physical::code: return column.codes.data() + first;
    case Physical::bit: return nullptr;
  }
  return nullptr;
}

// A view where the words align and end where the block ends, else a copy.
const Word* view_bits(const BitWords& bits, std::size_t total, std::size_t first, std::size_t count, Word* buffer) {
  if (first % 64 == 0 && (count % 64 == 0 || first + count == total)) return bits.data() + first / 64;
  copy_bits(bits.data(), first, count, buffer);
  return buffer;
}

template <class T>
void gather(const ColumnValues<T>& from, const std::uint32_t* index, std::size_t count, T* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = from[index[i]];
}

void gather_bits(const BitWords& from, const std::uint32_t* index, std::size_t count, Word* out) {
  clear_all(out, count);
  for (std::size_t i = 0; i < count; ++i) out[i / 64] |= Word{bit_at(from, index[i])} << (i % 64);
}

const void* gather_values(const ColumnData& column, const std::uint32_t* index, std::size_t count, Machine& machine,
                          Slot slot) {
  switch (physical_of(column.type.kind)) {
    case Physical::whole: gather(column.whole, index, count, machine.value_buffer<std::int64_t>(slot)); break;
    case Physical::real: gather(column.real, index, count, machine.value_buffer<double>(slot)); break;
    case Physical::code: gather(column.codes, index, count, machine.value_buffer<TextCode>(slot)); break;
    case Physical::bit: gather_bits(column.bits, index, count, machine.value_buffer<Word>(slot)); break;
  }
  return machine.value_buffer<Word>(slot);
}

}  // namespace

void set_missing(Machine& machine, Slot slot, std::size_t rows) {
  clear_all(machine.known_buffer(slot), rows);
  Vector& out = machine.at(slot);
  out = {.data = machine.value_buffer<Word>(slot), .known = machine.known_buffer(slot)};
  if (machine.code().slots[static_cast<std::size_t>(slot)].type.is(TypeKind::boolean)) {
    clear_all(machine.value_buffer<Word>(slot), rows);
  } else {
    machine.value_buffer<Word>(slot)[0] = 0;
    out.scalar = true;
  }
}

void set_scalar(const Scalar& scalar, Machine& machine, Slot slot, std::size_t rows) {
  if (!scalar.known) {
    set_missing(machine, slot, rows);
    if (scalar.failed) {
      put_all(machine.failed_buffer(slot), rows);
      machine.at(slot).failed = machine.failed_buffer(slot);
    }
    return;
  }
  const Physical physical = physical_of(machine.code().slots[static_cast<std::size_t>(slot)].type.kind);
  if (physical != Physical::bit) {
    machine.at(slot) = {.data = data_of(scalar, physical), .scalar = true};
    return;
  }
  Word* bits = machine.value_buffer<Word>(slot);
  scalar.whole != 0 ? put_all(bits, rows) : clear_all(bits, rows);
  machine.at(slot) = {.data = bits};
}

void read_column(const ColumnData& column, RowMap rows, std::size_t count, Machine& machine, Slot slot) {
  if (column.rows == 0) return set_missing(machine, slot, count);
  Vector& out = machine.at(slot);
  out = {};
  if (rows.index != nullptr) {
    out.data = gather_values(column, rows.index, count, machine, slot);
    if (!column.known.empty()) {
      gather_bits(column.known, rows.index, count, machine.known_buffer(slot));
      out.known = machine.known_buffer(slot);
    }
    return;
  }
  out.data = physical_of(column.type.kind) == Physical::bit
                 ? view_bits(column.bits, column.rows, rows.first, count, machine.value_buffer<Word>(slot))
                 : data_from(column, rows.first);
  if (!column.known.empty())
    out.known = view_bits(column.known, column.rows, rows.first, count, machine.known_buffer(slot));
}

void read_found_rows(const ColumnData& column, const std::uint32_t* index, std::size_t count, Machine& machine,
                     Slot slot) {
  if (column.rows == 0) return set_missing(machine, slot, count);
  std::uint32_t* found = machine.row_buffer();
  Word* known = machine.known_buffer(slot);
  clear_all(known, count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_there = index[i] != no_row && column.is_known(index[i]);
    known[i / 64] |= Word{is_there} << (i % 64);
    found[i] = is_there ? index[i] : 0;
  }
  machine.at(slot) = {.data = gather_values(column, found, count, machine, slot), .known = known};
}

void evaluate_column(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot) {
  const auto read_from = [&](const TableData& table, RowMap rows) {
    const auto index = static_cast<std::size_t>(inst.b);
    read_column(table.columns[index], rows, block.rows, machine, slot);
    if (rows.index != nullptr) return;
    machine.at(slot).narrow = narrow_of(table, index);
    machine.at(slot).narrow_first = rows.first;
  };
  if (block.table != nullptr && inst.a == block.input.value) return read_from(*block.table, block.input_rows);
  if (block.has_customers && inst.a == run.program.population.value)
    return read_from(run.dataset.inputs[static_cast<std::size_t>(inst.a)], block.customers);
  set_missing(machine, slot, block.rows);
}

namespace {

void find_side_rows(const TableData& table, const Block& block, std::uint32_t* out) {
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t customer = block.customers.at(i);
    const std::int32_t row = customer < table.row_of_customer.size() ? table.row_of_customer[customer] : -1;
    out[i] = row < 0 ? no_row : static_cast<std::uint32_t>(row);
  }
}

void find_rows_by_code(const std::vector<std::uint32_t>& row_of_code, const Vector& key, std::size_t rows,
                       std::uint32_t* out) {
  const auto* codes = key.as<TextCode>();
  for (std::size_t i = 0; i < rows; ++i) {
    const TextCode code = key.is_known(i) ? codes[key.at(i)] : UINT32_MAX;
    out[i] = code < row_of_code.size() ? row_of_code[code] : no_row;
  }
}

void find_rows_by_whole(const TableData& table, const Vector& key, std::size_t rows, std::uint32_t* out) {
  const auto* keys = key.as<std::int64_t>();
  for (std::size_t i = 0; i < rows; ++i) {
    const auto found = key.is_known(i) ? table.row_of_key.find(keys[key.at(i)]) : table.row_of_key.end();
    out[i] = found == table.row_of_key.end() ? no_row : found->second;
  }
}

}  // namespace

void evaluate_lookup(const Run& run, Machine& machine, const Block& block, const Inst& inst, const Step& step) {
  const TableData& table = run.dataset.inputs[static_cast<std::size_t>(inst.a)];
  std::uint32_t* rows = machine.row_buffer();
  if (inst.args_count == 0) {
    if (!block.has_customers) return set_missing(machine, step.slot, block.rows);
    find_side_rows(table, block, rows);
  } else {
    const InstId key_inst = run.program.args[inst.args_begin];
    const Vector& key = machine.at(machine.code().args_of(step)[0]);
    if (physical_of(run.program.at(key_inst).type.kind) == Physical::code)
      find_rows_by_code(run.prepared.rows.at(inst.a), key, block.rows, rows);
    else
      find_rows_by_whole(table, key, block.rows, rows);
  }
  read_found_rows(table.columns[static_cast<std::size_t>(inst.b)], rows, block.rows, machine, step.slot);
}

}  // namespace sop
