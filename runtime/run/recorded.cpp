#include "runtime/run/recorded.h"

namespace sop {
namespace {

void write_cell(const Column& column, const ChangeRow& change, const Dataset& dataset, std::size_t row,
                std::size_t number, ColumnWriter& out) {
  if (column.name == "at") out.whole(row, change.at);
  if (column.name == "old" && change.before != no_value) out.whole(row, change.before);
  if (column.name == "new" && change.after != no_value) out.whole(row, change.after);
  if (column.name == "cause") out.text(row, change.cause);
  if (column.name == "nth") out.whole(row, static_cast<std::int64_t>(number));
  if (column.type.is(TypeKind::id)) out.code(row, dataset.customer_ids[change.customer]);
}

// Days since the change before it.
void write_gaps(std::span<const ChangeRow> rows, const ZoneRules& zone, ColumnWriter& out) {
  for (std::size_t row = 1; row < rows.size(); ++row)
    if (rows[row].customer == rows[row - 1].customer)
      out.whole(row, zone.local_date(rows[row].at) - zone.local_date(rows[row - 1].at));
}

}  // namespace

void fill_changes(const Program& program, Dataset& dataset, const History& history, std::span<const ChangeRow> rows,
                  const ZoneRules& zone) {
  const Input& input = program.inputs[history.changes.index()];
  TableData& table = dataset.inputs[history.changes.index()];
  table = {};
  table.rows = rows.size();
  table.begin.assign(dataset.customers + 1, 0);
  std::vector<std::size_t> numbers;
  for (const ChangeRow& change : rows) {
    ++table.begin[change.customer + 1];
    table.time_us.push_back(change.at);
    table.customer.push_back(change.customer);
    numbers.push_back(table.begin[change.customer + 1]);
  }
  for (std::size_t c = 0; c < dataset.customers; ++c) table.begin[c + 1] += table.begin[c];
  for (const Column& column : input.columns) {
    ColumnWriter out(column.type, rows.size(), *dataset.pool);
    for (std::size_t row = 0; row < rows.size(); ++row) write_cell(column, rows[row], dataset, row, numbers[row], out);
    if (column.name == "gap") write_gaps(rows, zone, out);
    table.columns.push_back(out.take());
  }
}

}  // namespace sop
