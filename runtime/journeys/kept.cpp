#include "runtime/journeys/kept.h"

namespace sop {
namespace {

void put_cell(const Cell& cell, std::size_t row, ColumnData& out, TextPool& pool) {
  if (!cell.known) return;
  if (!out.known.empty()) set_bit(out.known, row);
  switch (physical_of(out.type.kind)) {
    case Physical::whole: out.whole[row] = cell.whole; return;
    case Physical::real: out.real[row] = cell.real; return;
    case Physical::code: out.codes[row] = pool.intern(cell.text); return;
    case Physical::bit:
      if (cell.whole != 0) set_bit(out.bits, row);
      return;
  }
}

}  // namespace

Cell cell_at(const ColumnData& column, std::size_t row, const TextPool& pool) {
  Cell out;
  if (column.rows == 0 || !column.is_known(row)) return out;
  out.known = true;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: out.whole = column.whole[row]; break;
    case Physical::real: out.real = column.real[row]; break;
    case Physical::code: out.text = pool.text(column.codes[row]); break;
    case Physical::bit: out.whole = bit_at(column.bits, row) ? 1 : 0; break;
  }
  return out;
}

std::vector<ColumnData> kept_columns(const Program& program, std::span<const Instance* const> instances,
                                     TextPool& pool) {
  std::vector<ColumnData> out(program.kept.size());
  for (std::size_t row = 0; row < instances.size(); ++row)
    for (const auto& [index, cell] : instances[row]->kept) {
      ColumnData& column = out[static_cast<std::size_t>(index)];
      if (column.rows == 0)
        column = make_column(program.kept[static_cast<std::size_t>(index)].type.with_nullable(true), instances.size());
      put_cell(cell, row, column, pool);
    }
  return out;
}

std::vector<std::map<std::int32_t, Cell>> keep(const Program& program, const Dataset& dataset, Frame frame,
                                               std::span<const std::int32_t> kept, std::size_t which,
                                               EvaluateFn evaluate, const RunContext& context) {
  std::vector<std::map<std::int32_t, Cell>> out(frame.rows());
  std::vector<InstId> roots;
  std::vector<std::int32_t> asked;
  for (const std::int32_t index : kept) {
    const std::vector<InstId>& values = program.kept[static_cast<std::size_t>(index)].values;
    if (values.empty()) {
      for (std::size_t row = 0; row < frame.rows(); ++row) out[row][index] = {true, frame.as_of_at(row), 0, {}};
    } else if (const std::size_t at = values.size() == 1 ? 0 : which; at < values.size() && values[at].exists()) {
      roots.push_back(values[at]);
      asked.push_back(index);
    }
  }
  if (roots.empty() || frame.rows() == 0 || !frame.stream.exists()) return out;
  const Evaluation found = evaluate(program, dataset, frame, roots, context);
  for (std::size_t i = 0; i < asked.size(); ++i)
    for (std::size_t row = 0; row < frame.rows(); ++row)
      out[row][asked[i]] = cell_at(found.values[i], row, *dataset.pool);
  return out;
}

}  // namespace sop
