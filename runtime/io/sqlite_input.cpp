#include "runtime/io/sqlite_input.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "runtime/io/sqlite_rows.h"
#include "runtime/io/value_text.h"

namespace sop {
namespace {

constexpr std::int32_t nowhere = -1;

// By rule: the query's column, or `nowhere` for those that may be absent. Nothing: a column is missing or repeated.
std::optional<std::vector<std::int32_t>> place_columns(const InputPlan& plan, const DataFile& file,
                                                       const std::vector<std::string>& columns, TableBuilder& builder) {
  std::vector<std::int32_t> places;
  bool good = true;
  const auto fault = [&](InputFault kind, const std::string& name) {
    builder.add_file_fault({.fault = kind, .column = name});
    good = false;
  };
  for (const ColumnRule& rule : plan.rules) {
    const std::string& name = rule.column->file_name;
    const auto found = std::ranges::find(columns, name);
    places.push_back(found == columns.end() ? nowhere : static_cast<std::int32_t>(found - columns.begin()));
    if (std::ranges::count(columns, name) > 1) fault(InputFault::repeated_header, name);
    if (found == columns.end() && !may_be_absent(plan, rule)) fault(InputFault::missing_column, name);
  }
  for (const std::string& name : unread_columns(plan, file))
    if (std::ranges::find(columns, name) == columns.end()) fault(InputFault::missing_column, name);
  return good ? std::optional(std::move(places)) : std::nullopt;
}

bool is_text(const std::vector<std::vector<RawField>>& columns) {
  return std::ranges::all_of(columns, [](const std::vector<RawField>& fields) {
    return std::ranges::all_of(fields, [](const RawField& field) { return field.absent || is_utf8(field.text()); });
  });
}

}  // namespace

void read_sqlite(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  builder.begin_file(source_of(file));
  const auto unreadable = [&](const std::string& why) {
    builder.add_file_fault({.fault = InputFault::unreadable_file, .value = why});
  };
  auto rows = SqliteRows::open(file.path, file.query);
  if (!rows) return unreadable(rows.error());
  const auto places = place_columns(plan, file, rows->columns(), builder);
  if (!places) return;
  const ColumnReaders readers = column_readers(plan);
  for (std::int64_t first_row = 1;;) {
    const auto batch = rows->next(sqlite_batch_rows);
    if (!batch) return unreadable(batch.error());
    if (batch->rows == 0) break;
    if (!is_text(batch->fields)) return builder.add_file_fault({.fault = InputFault::not_utf8});
    ReadPiece piece = empty_piece(plan, batch->rows);
    piece.line.resize(batch->rows);
    std::iota(piece.line.begin(), piece.line.end(), 0u);
    for (std::size_t r = 0; r < plan.rules.size(); ++r) {
      const std::vector<RawField> absent((*places)[r] == nowhere ? batch->rows : 0, RawField{.absent = true});
      const auto& fields = (*places)[r] == nowhere ? absent : batch->fields[static_cast<std::size_t>((*places)[r])];
      piece.columns[static_cast<std::size_t>(plan.rules[r].index)] =
          readers[r]->read(fields, piece.line, piece.faults[r]);
    }
    advance_work(plan.options.progress, 0, batch->rows);
    builder.add(std::move(piece), first_row);
    first_row += static_cast<std::int64_t>(batch->rows);
  }
  std::error_code fault;  // how much of the file the query has read nobody knows: all of it, at its end
  const auto bytes = std::filesystem::file_size(file.path, fault);
  advance_work(plan.options.progress, fault ? 0 : bytes, 0);
}

}  // namespace sop
