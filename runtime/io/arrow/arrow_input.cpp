#include "runtime/io/arrow/arrow_input.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "runtime/io/arrow/arrow_files.h"
#include "runtime/io/arrow/arrow_values.h"
#include "runtime/io/parallel_tasks.h"

namespace sop {
namespace {

constexpr std::int64_t batch_rows = 65'536;

// By rule: the file's column, or the field that stands for every row of this file.
struct ColumnPlace {
  bool in_file = false;
  RawField everywhere{.absent = true};
};

bool find_in_partition(const DataFile& file, const std::string& name, ColumnPlace& place) {
  for (const auto& [key, value] : file.partition) {
    if (key != name) continue;
    place.everywhere = {value.data(), static_cast<std::uint32_t>(value.size()), true, value == missing_partition};
    return true;
  }
  return false;
}

bool check_column(const ColumnRule& rule, const arrow::Schema& schema, TableBuilder& builder) {
  const std::string& name = rule.column->file_name;
  const auto found = schema.GetAllFieldsByName(name);
  if (found.size() > 1) {
    builder.add_file_fault({.fault = InputFault::repeated_header, .column = name});
    return false;
  }
  if (fits(rule, *found[0]->type())) return true;
  builder.add_file_fault({.fault = InputFault::wrong_column_type,
                          .column = name,
                          .value = found[0]->type()->ToString(),
                          .expected = rule.column->type.kind,
                          .detail = rule.detail});
  return false;
}

// Nothing: a column is missing or cannot hold the declared type.
std::optional<std::vector<ColumnPlace>> place_columns(const InputPlan& plan, const DataFile& file,
                                                      const arrow::Schema& schema, TableBuilder& builder) {
  std::vector<ColumnPlace> places(plan.rules.size());
  bool good = true;
  for (std::size_t r = 0; r < plan.rules.size(); ++r) {
    const ColumnRule& rule = plan.rules[r];
    const std::string& name = rule.column->file_name;
    places[r].in_file = !schema.GetAllFieldsByName(name).empty();
    if (places[r].in_file) {
      good &= check_column(rule, schema, builder);
    } else if (!find_in_partition(file, name, places[r]) && !may_be_absent(plan, rule)) {
      builder.add_file_fault({.fault = InputFault::missing_column, .column = name});
      good = false;
    }
  }
  for (const std::string& name : unread_columns(plan, file))
    if (schema.GetAllFieldsByName(name).empty()) {
      builder.add_file_fault({.fault = InputFault::missing_column, .column = name});
      good = false;
    }
  return good ? std::optional(std::move(places)) : std::nullopt;
}

// Some column must be read even if none is wanted: the number of rows counts.
std::vector<std::string> names_to_read(const InputPlan& plan, const std::vector<ColumnPlace>& places,
                                       const arrow::Schema& schema) {
  std::vector<std::string> names;
  for (std::size_t r = 0; r < places.size(); ++r)
    if (places[r].in_file) names.push_back(plan.rules[r].column->file_name);
  if (names.empty() && schema.num_fields() > 0) names.push_back(schema.field(0)->name());
  return names;
}

ReadPiece read_batch(const InputPlan& plan, const std::vector<ColumnPlace>& places, const arrow::RecordBatch& batch,
                     ColumnReaders& readers) {
  const auto rows = static_cast<std::size_t>(batch.num_rows());
  ReadPiece piece = empty_piece(plan, rows);
  piece.line.resize(rows);
  std::iota(piece.line.begin(), piece.line.end(), 0u);
  for (std::size_t r = 0; r < plan.rules.size(); ++r) {
    const ColumnRule& rule = plan.rules[r];
    ColumnData& column = piece.columns[static_cast<std::size_t>(rule.index)];
    if (places[r].in_file) {
      column = read_array(*batch.GetColumnByName(rule.column->file_name), *readers[r], piece.line, piece.faults[r]);
    } else {
      column = readers[r]->read(std::vector<RawField>(rows, places[r].everywhere), piece.line, piece.faults[r]);
    }
  }
  return piece;
}

// A part's share of the file, so that files of all kinds count in bytes.
std::uint64_t share_of(const DataFile& file, std::size_t parts) {
  std::error_code fault;
  const auto bytes = std::filesystem::file_size(file.path, fault);
  return fault || parts == 0 ? 0 : bytes / parts;
}

using Pieces = std::expected<std::vector<ReadPiece>, std::string>;

// The batches of one part, on so many threads. The part is gone when they are read.
Pieces read_part(const InputPlan& plan, const std::vector<ColumnPlace>& places, const ArrowParts& parts,
                 std::size_t part, int threads) {
  const auto table = parts.read(part, threads > 1);
  if (!table) return std::unexpected(table.error());
  arrow::TableBatchReader source(**table);
  source.set_chunksize(batch_rows);
  const auto batches = source.ToRecordBatches();
  if (!batches.ok()) return std::unexpected(batches.status().message());
  std::vector<ReadPiece> pieces(batches->size());
  run_tasks(
      threads, pieces.size(), [&] { return column_readers(plan); },
      [&](ColumnReaders& readers, std::size_t i) { pieces[i] = read_batch(plan, places, *(*batches)[i], readers); });
  return pieces;
}

}  // namespace

// Where there are parts enough, each thread reads its own from the file to the columns; else all work on one.
void read_arrow(const InputPlan& plan, const DataFile& file, TableBuilder& builder) {
  builder.begin_file(file.path);
  const auto unreadable = [&](const std::string& why) {
    builder.add_file_fault({.fault = InputFault::unreadable_file, .value = why});
  };
  const auto schema = arrow_schema(file);
  if (!schema) return unreadable(schema.error());
  const auto places = place_columns(plan, file, **schema, builder);
  if (!places) return;
  const ArrowParts parts(file, names_to_read(plan, *places, **schema));
  const bool side_by_side = parts.size() >= static_cast<std::size_t>(plan.options.threads);
  std::vector<Pieces> pieces(parts.size());
  run_tasks(
      side_by_side ? plan.options.threads : 1, parts.size(), [] { return 0; },
      [&](int, std::size_t i) {
        pieces[i] = read_part(plan, *places, parts, i, side_by_side ? 1 : plan.options.threads);
        std::uint64_t rows = 0;
        if (pieces[i])
          for (const ReadPiece& piece : *pieces[i]) rows += piece.rows;
        advance_work(plan.options.progress, share_of(file, parts.size()), rows);
      });
  for (const Pieces& part : pieces)
    if (!part) return unreadable(part.error());
  std::int64_t first_row = file.slice.before + 1;
  for (Pieces& part : pieces)
    for (ReadPiece& piece : *part) {
      const auto rows = static_cast<std::int64_t>(piece.rows);
      builder.add(std::move(piece), first_row);
      first_row += rows;
    }
}

}  // namespace sop
