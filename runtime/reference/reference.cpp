#include "runtime/reference/reference.h"

#include <set>

#include "runtime/reference/issues.h"

namespace sop {
namespace {

using reference::Evaluator;
using reference::IssueCounter;
using reference::Maybe;
using reference::Place;

// An op may fail where the type says that no value is missing: all rows before were known.
void note_missing(ColumnData& column, std::size_t row) {
  if (!column.known.empty()) return;
  column.known.assign(words_for(column.rows), 0);
  for (std::size_t before = 0; before < row; ++before) set_bit(column.known, before);
}

void store(ColumnData& column, std::size_t row, const Maybe& value, TextPool& pool) {
  if (!value) return note_missing(column, row);
  if (!column.known.empty()) set_bit(column.known, row);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: column.whole[row] = std::get<std::int64_t>(*value); break;
    case Physical::real: column.real[row] = std::get<double>(*value); break;
    case Physical::code: column.codes[row] = pool.intern(std::get<std::string>(*value)); break;
    case Physical::bit:
      if (std::get<bool>(*value)) set_bit(column.bits, row);
      break;
  }
}

std::vector<ColumnData> make_columns(const Program& program, std::span<const InstId> roots, std::size_t rows) {
  std::vector<ColumnData> columns;
  for (const InstId root : roots) columns.push_back(make_column(program.at(root).type, rows));
  return columns;
}

void evaluate_row(Evaluator& evaluator, IssueCounter& counter, const Place& place, std::size_t row,
                  std::span<const InstId> roots, std::vector<ColumnData>& columns, TextPool& pool) {
  for (std::size_t i = 0; i < roots.size(); ++i)
    store(columns[i], row, evaluator.evaluate(roots[i], place).value, pool);
  counter.count_row(place);
}

}  // namespace

Evaluation reference_evaluate(const Program& program, const Dataset& dataset, const Frame& frame,
                              std::span<const InstId> roots, const RunContext& context) {
  Evaluator evaluator(program, dataset, frame, context);
  IssueCounter counter(program, evaluator, roots);
  auto columns = make_columns(program, roots, frame.rows());
  std::set<Micros> instants;
  if (frame.as_of.empty()) instants.insert(frame.batch_as_of);
  for (std::size_t row = 0; row < frame.rows(); ++row) {
    instants.insert(frame.as_of_at(row));
    evaluate_row(evaluator, counter, evaluator.frame_place(row), row, roots, columns, *dataset.pool);
  }
  for (const Micros as_of : instants) counter.count_population(as_of);
  return {std::move(columns), std::move(counter.issues)};
}

Evaluation reference_evaluate_rows(const Program& program, const Dataset& dataset, InputId input,
                                   const TableData& table, std::span<const InstId> roots, const RunContext& context) {
  const Frame no_frame;
  Evaluator evaluator(program, dataset, no_frame, context);
  evaluator.read_rows_from(input, table);
  IssueCounter counter(program, evaluator, roots);
  auto columns = make_columns(program, roots, table.rows);
  for (std::size_t row = 0; row < table.rows; ++row)
    evaluate_row(evaluator, counter, evaluator.inner_place(input, row, nullptr), row, roots, columns, *dataset.pool);
  return {std::move(columns), std::move(counter.issues)};
}

}  // namespace sop
