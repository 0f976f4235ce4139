#include "runtime/io/arrow/parquet_file.h"

#include <parquet/arrow/reader.h>
#include <parquet/properties.h>
#include <parquet/schema.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "runtime/io/arrow/too_much.h"
#include "runtime/io/unpacked.h"

namespace sop {
namespace {

using Names = std::vector<std::string>;

// Are all values of this column's pages places in a dictionary? Then they are read as such: each text once.
bool is_all_dictionary(const parquet::FileMetaData& file, int leaf) {
  if (file.schema()->Column(leaf)->physical_type() != parquet::Type::BYTE_ARRAY) return false;
  for (int group = 0; group < file.num_row_groups(); ++group) {
    const auto chunk = file.RowGroup(group)->ColumnChunk(leaf);
    const auto& pages = chunk->encoding_stats();
    if (!chunk->has_dictionary_page() || pages.empty()) return false;
    for (const parquet::PageEncodingStats& page : pages) {
      const bool holds_values = page.page_type != parquet::PageType::DICTIONARY_PAGE;
      const bool places =
          page.encoding == parquet::Encoding::RLE_DICTIONARY || page.encoding == parquet::Encoding::PLAIN_DICTIONARY;
      if (holds_values && !places && page.count > 0) return false;
    }
  }
  return true;
}

std::vector<int> leaves_of(const parquet::SchemaDescriptor& schema, const Names& names) {
  std::vector<int> leaves;
  for (int i = 0; i < schema.num_columns(); ++i)
    if (std::ranges::find(names, schema.GetColumnRoot(i)->name()) != names.end()) leaves.push_back(i);
  return leaves;
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

}  // namespace

arrow::Result<ParquetFile> ParquetFile::open(const std::string& path, const Names& names) {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.OpenFile(path, true));
  ParquetFile file;
  file.path_ = path;
  file.footer_ = builder.raw_reader()->metadata();
  file.leaves_.resize(static_cast<std::size_t>(file.footer_->num_columns()));
  std::iota(file.leaves_.begin(), file.leaves_.end(), 0);
  if (!names.empty()) file.leaves_ = leaves_of(*file.footer_->schema(), names);
  ARROW_RETURN_NOT_OK(check_unpacked(*file.footer_, file.leaves_, std::filesystem::file_size(path)));
  for (const int leaf : file.leaves_)
    if (is_all_dictionary(*file.footer_, leaf)) file.dictionaries_.push_back(leaf);
  return file;
}

arrow::Result<std::shared_ptr<arrow::Schema>> ParquetFile::schema_of(const std::string& path) {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.OpenFile(path, true));
  ARROW_ASSIGN_OR_RAISE(const auto reader, builder.Build());
  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(reader->GetSchema(&schema));
  return schema;
}

std::vector<std::int64_t> ParquetFile::rows_of_groups() const {
  std::vector<std::int64_t> rows;
  for (int group = 0; group < footer_->num_row_groups(); ++group) rows.push_back(footer_->RowGroup(group)->num_rows());
  return rows;
}

arrow::Result<std::shared_ptr<arrow::Table>> ParquetFile::read(int first, int last, bool use_threads) const {
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.OpenFile(path_, true, parquet::default_reader_properties(), footer_));
  parquet::ArrowReaderProperties properties;
  properties.set_use_threads(use_threads);
  for (const int leaf : dictionaries_) properties.set_read_dictionary(leaf, true);
  ARROW_ASSIGN_OR_RAISE(const auto reader, builder.properties(properties)->Build());
  std::vector<int> groups(static_cast<std::size_t>(last - first));
  std::iota(groups.begin(), groups.end(), first);
  return reader->ReadRowGroups(groups, leaves_);
}

}  // namespace sop
