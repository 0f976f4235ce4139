#include "runtime/io/arrow_files.h"

#include <arrow/io/file.h>
#include <arrow/ipc/api.h>
#include <arrow/util/byte_size.h>
#include <parquet/arrow/reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <numeric>

#include "runtime/io/unpacked.h"

namespace sop {
namespace {

using Names = std::vector<std::string>;

arrow::Result<std::unique_ptr<parquet::arrow::FileReader>> open_parquet(const std::string& path, bool use_threads) {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.OpenFile(path, true));
  parquet::ArrowReaderProperties properties;
  properties.set_use_threads(use_threads);
  builder.properties(properties);
  return builder.Build();
}

std::vector<int> leaves_of(const parquet::SchemaDescriptor& schema, const Names& names) {
  std::vector<int> leaves;
  for (int i = 0; i < schema.num_columns(); ++i)
    if (std::ranges::find(names, schema.GetColumnRoot(i)->name()) != names.end()) leaves.push_back(i);
  return leaves;
}

arrow::Status too_much(std::uint64_t unpacked_bytes) {
  return arrow::Status::CapacityError("S6002: it would unpack to ", unpacked_bytes >> 20, " MiB, more than ",
                                      limits::row_of(limits::Id::unpacked_ratio).much, " and more than ",
                                      limits::row_of(limits::Id::unpacked_bytes).much);
}

// What a column takes when it is read: a run of equal values is a few bytes in the file and one value each in memory.
std::uint64_t unpacked_bytes(const parquet::ColumnChunkMetaData& chunk) {
  const std::uint64_t width = chunk.type() == parquet::Type::BOOLEAN ? 1 : 8;
  const auto values = static_cast<std::uint64_t>(std::max<std::int64_t>(chunk.num_values(), 0));
  return std::max(static_cast<std::uint64_t>(std::max<std::int64_t>(chunk.total_uncompressed_size(), 0)),
                  values * width);
}

arrow::Status check_unpacked(const parquet::FileMetaData& file, const std::vector<int>& leaves, std::uint64_t packed) {
  std::uint64_t unpacked = 0;
  for (int group = 0; group < file.num_row_groups(); ++group) {
    const auto rows = file.RowGroup(group);
    for (int leaf : leaves) unpacked += unpacked_bytes(*rows->ColumnChunk(leaf));
  }
  return unpacks_to_too_much(unpacked, packed) ? too_much(unpacked) : arrow::Status::OK();
}

arrow::Result<ArrowTable> read_parquet(const DataFile& file, const Names& names, bool use_threads) {
  const std::string& path = file.path;
  ARROW_ASSIGN_OR_RAISE(auto reader, open_parquet(path, use_threads));
  const auto metadata = reader->parquet_reader()->metadata();
  std::vector<int> leaves(static_cast<std::size_t>(metadata->num_columns()));
  std::iota(leaves.begin(), leaves.end(), 0);
  if (!names.empty()) leaves = leaves_of(*metadata->schema(), names);
  ARROW_RETURN_NOT_OK(check_unpacked(*metadata, leaves, std::filesystem::file_size(path)));
  if (file.slice.is_whole()) return reader->ReadTable(leaves);
  std::vector<int> groups(static_cast<std::size_t>(file.slice.last - file.slice.first));
  std::iota(groups.begin(), groups.end(), static_cast<int>(file.slice.first));
  return reader->ReadRowGroups(groups, leaves);
}

arrow::Result<std::shared_ptr<arrow::Schema>> parquet_schema(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(auto reader, open_parquet(path, false));
  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(reader->GetSchema(&schema));
  return schema;
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
    ARROW_ASSIGN_OR_RAISE(auto reader, open_parquet(file.path, false));
    const auto metadata = reader->parquet_reader()->metadata();
    for (int group = 0; group < metadata->num_row_groups(); ++group)
      rows.push_back(metadata->RowGroup(group)->num_rows());
    return rows;
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

template <class Value>
std::expected<Value, std::string> as_value(arrow::Result<Value> result) {
  if (!result.ok()) return std::unexpected(result.status().message());
  return std::move(result).ValueUnsafe();
}

}  // namespace

std::expected<std::shared_ptr<arrow::Schema>, std::string> arrow_schema(const DataFile& file) {
  try {
    return as_value(file.format == FileFormat::parquet ? parquet_schema(file.path) : ipc_schema(file.path));
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
    auto table =
        as_value(file.format == FileFormat::parquet ? read_parquet(file, names, use_threads) : read_ipc(file, names));
    if (!table) return table;
    if (const arrow::Status status = (*table)->ValidateFull(); !status.ok()) return std::unexpected(status.message());
    return table;
  } catch (const std::exception& error) {
    return std::unexpected(std::string(error.what()));
  }
}

}  // namespace sop
