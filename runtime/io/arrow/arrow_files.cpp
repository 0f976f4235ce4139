#include "runtime/io/arrow/arrow_files.h"

#include <arrow/io/file.h>
#include <arrow/ipc/api.h>
#include <arrow/util/byte_size.h>

#include <algorithm>
#include <exception>

#include "runtime/io/arrow/parquet_file.h"
#include "runtime/io/arrow/too_much.h"

namespace sop {
namespace {

using Names = std::vector<std::string>;

arrow::Result<ArrowTable> read_parquet(const DataFile& file, const Names& names, bool use_threads) {
  ARROW_ASSIGN_OR_RAISE(const auto parquet, ParquetFile::open(file.path, names));
  if (file.slice.is_whole()) return parquet.read(0, static_cast<int>(parquet.rows_of_groups().size()), use_threads);
  return parquet.read(static_cast<int>(file.slice.first), static_cast<int>(file.slice.last), use_threads);
}

arrow::Result<std::shared_ptr<arrow::io::MemoryMappedFile>> map_file(const std::string& path) {
  return arrow::io::MemoryMappedFile::Open(path, arrow::io::FileMode::READ);
}

// "ARROW1" opens the file form; anything else is read as a stream.
arrow::Result<bool> is_ipc_file(arrow::io::MemoryMappedFile& file) {
  ARROW_ASSIGN_OR_RAISE(const auto magic, file.ReadAt(0, 6));
  return magic->ToString() == "ARROW1";
}

std::vector<int> fields_of(const arrow::Schema& schema, const Names& names) {
  std::vector<int> fields;
  for (int i = 0; i < schema.num_fields(); ++i)
    if (std::ranges::find(names, schema.field(i)->name()) != names.end()) fields.push_back(i);
  return fields;
}

arrow::Result<ArrowTable> read_ipc_file(const std::shared_ptr<arrow::io::MemoryMappedFile>& file,
                                        const FileSlice& slice, const Names& names) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file));
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.included_fields = fields_of(*reader->schema(), names);
  ARROW_ASSIGN_OR_RAISE(reader, arrow::ipc::RecordBatchFileReader::Open(file, options));
  arrow::RecordBatchVector batches;
  ARROW_ASSIGN_OR_RAISE(const std::int64_t packed, file->GetSize());
  std::uint64_t unpacked = 0;
  const int last = slice.is_whole() ? reader->num_record_batches() : static_cast<int>(slice.last);
  for (int i = static_cast<int>(slice.first); i < last; ++i) {
    ARROW_ASSIGN_OR_RAISE(auto batch, reader->ReadRecordBatch(i));
    unpacked += static_cast<std::uint64_t>(std::max<std::int64_t>(arrow::util::TotalBufferSize(*batch), 0));
    if (unpacks_to_too_much(unpacked, static_cast<std::uint64_t>(packed))) return too_much(unpacked);
    batches.push_back(std::move(batch));
  }
  const auto schema = batches.empty() ? reader->schema() : batches[0]->schema();
  return arrow::Table::FromRecordBatches(schema, batches);
}

arrow::Result<ArrowTable> read_ipc_stream(const std::shared_ptr<arrow::io::MemoryMappedFile>& file) {
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchStreamReader::Open(file));
  return reader->ToTable();
}

arrow::Result<ArrowTable> read_ipc(const DataFile& given, const Names& names) {
  ARROW_ASSIGN_OR_RAISE(const auto file, map_file(given.path));
  ARROW_ASSIGN_OR_RAISE(const bool file_form, is_ipc_file(*file));
  return file_form ? read_ipc_file(file, given.slice, names) : read_ipc_stream(file);
}

arrow::Result<std::shared_ptr<arrow::Schema>> ipc_schema(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto file, map_file(path));
  ARROW_ASSIGN_OR_RAISE(const bool file_form, is_ipc_file(*file));
  if (!file_form) {
    ARROW_ASSIGN_OR_RAISE(auto stream, arrow::ipc::RecordBatchStreamReader::Open(file));
    return stream->schema();
  }
  ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file));
  return reader->schema();
}

// How many rows each row group of Parquet has, each batch of an Arrow file.
arrow::Result<std::vector<std::int64_t>> parts_of(const DataFile& file) {
  std::vector<std::int64_t> rows;
  if (file.format == FileFormat::parquet) {
    ARROW_ASSIGN_OR_RAISE(const auto parquet, ParquetFile::open(file.path, {}));
    return parquet.rows_of_groups();
  }
  ARROW_ASSIGN_OR_RAISE(const auto mapped, map_file(file.path));
  ARROW_ASSIGN_OR_RAISE(const bool file_form, is_ipc_file(*mapped));
  if (!file_form) return rows;
  ARROW_ASSIGN_OR_RAISE(const auto reader, arrow::ipc::RecordBatchFileReader::Open(mapped));
  for (int batch = 0; batch < reader->num_record_batches(); ++batch) {
    ARROW_ASSIGN_OR_RAISE(const auto read, reader->ReadRecordBatch(batch));
    rows.push_back(read->num_rows());
  }
  return rows;
}

using Table = std::expected<ArrowTable, std::string>;

Table validated(Table table) {
  if (!table) return table;
  if (const arrow::Status status = (*table)->ValidateFull(); !status.ok()) return std::unexpected(status.message());
  return table;
}

template <class Value>
std::expected<Value, std::string> as_value(arrow::Result<Value> result) {
  if (!result.ok()) return std::unexpected(result.status().message());
  return std::move(result).ValueUnsafe();
}

}  // namespace

std::expected<std::shared_ptr<arrow::Schema>, std::string> arrow_schema(const DataFile& file) {
  try {
    return as_value(file.format == FileFormat::parquet ? ParquetFile::schema_of(file.path) : ipc_schema(file.path));
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

std::vector<std::int64_t> arrow_parts(const DataFile& file) {
  try {
    return as_value(parts_of(file)).value_or(std::vector<std::int64_t>());
  } catch (const std::exception&) {
    return {};  // reading it says what is wrong
  }
}

std::expected<ArrowTable, std::string> arrow_table(const DataFile& file, const Names& names, bool use_threads) {
  try {
    return validated(
        as_value(file.format == FileFormat::parquet ? read_parquet(file, names, use_threads) : read_ipc(file, names)));
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

namespace {

// A Parquet file that cannot be opened: reading it says what is wrong.
std::optional<ParquetFile> opened_parquet(const DataFile& file, const Names& names) {
  if (file.format != FileFormat::parquet) return std::nullopt;
  try {
    auto opened = ParquetFile::open(file.path, names);
    return opened.ok() ? std::optional(std::move(opened).ValueUnsafe()) : std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace

ArrowParts::ArrowParts(const DataFile& file, Names names)
    : file_(file), names_(std::move(names)), parquet_(opened_parquet(file, names_)) {
  const std::vector<std::int64_t> rows = parquet_ ? parquet_->rows_of_groups() : std::vector<std::int64_t>();
  const int first = static_cast<int>(file.slice.first);
  const int last =
      file.slice.is_whole() || !parquet_ ? static_cast<int>(rows.size()) : static_cast<int>(file.slice.last);
  for (int group = first; group < last; ++group) {
    if (parts_.empty() || parts_.back().rows >= least_rows) parts_.push_back({group, group, 0});
    parts_.back().last = group + 1;
    parts_.back().rows += rows[static_cast<std::size_t>(group)];
  }
  if (parts_.empty()) parts_.push_back({first, first, 0});
}

std::expected<ArrowTable, std::string> ArrowParts::read(std::size_t part, bool use_threads) const {
  if (!parquet_) return arrow_table(file_, names_, use_threads);
  try {
    return validated(as_value(parquet_->read(parts_[part].first, parts_[part].last, use_threads)));
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace sop
