// Money is decimal(19, 4), an instant a timestamp of the zone in microseconds, an enumeration
// and a duration its text.
#include "runtime/io/arrow/write_arrow.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/util/base64.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <exception>

#include "runtime/io/value_print.h"

namespace sop {
namespace {

using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

template <class Values>
std::shared_ptr<arrow::Buffer> buffer_over(const Values& values) {
  return arrow::Buffer::Wrap(values.data(), values.size());
}

// A column's own memory as an array of Arrow, which lives as long as the column.
std::shared_ptr<arrow::Array> array_over(const ColumnData& column, std::shared_ptr<arrow::DataType> type,
                                         std::shared_ptr<arrow::Buffer> values) {
  const bool all = column.known.empty();
  return arrow::MakeArray(arrow::ArrayData::Make(std::move(type), static_cast<std::int64_t>(column.rows),
                                                 {all ? nullptr : buffer_over(column.known), std::move(values)},
                                                 all ? 0 : arrow::kUnknownNullCount));
}

// Values of another width than the column's: `one` of each, missing ones too.
template <class Value, class One>
ArrayResult of_width(const ColumnData& column, std::shared_ptr<arrow::DataType> type, One one) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> values,
                        arrow::AllocateBuffer(static_cast<std::int64_t>(column.rows * sizeof(Value))));
  auto* out = reinterpret_cast<Value*>(values->mutable_data());
  for (std::size_t row = 0; row < column.rows; ++row) out[row] = one(column.whole[row]);
  return array_over(column, std::move(type), std::move(values));
}

template <class Builder, class Value>
ArrayResult build(Builder& builder, const ColumnData& column, Value value) {
  ARROW_RETURN_NOT_OK(builder.Reserve(static_cast<std::int64_t>(column.rows)));
  for (std::size_t row = 0; row < column.rows; ++row) {
    if (column.is_known(row)) {
      ARROW_RETURN_NOT_OK(builder.Append(value(row)));
    } else {
      ARROW_RETURN_NOT_OK(builder.AppendNull());
    }
  }
  return builder.Finish();
}

// The texts of a column that has few different ones: each once, and the place of every row's among them.
class Words {
 public:
  explicit Words(const OutputTable& table) : table_(table) {}

  // Null: too many different ones.
  ArrayResult of(const ColumnData& column, std::size_t most) {
    if (place_.empty()) place_.resize(table_.pool->size(), -1);
    arrow::Int32Builder places;
    ARROW_RETURN_NOT_OK(places.Reserve(static_cast<std::int64_t>(column.rows)));
    words_.clear();
    for (std::size_t row = 0; row < column.rows && words_.size() <= most; ++row) {
      if (column.is_known(row))
        places.UnsafeAppend(place_of(column.codes[row]));
      else
        places.UnsafeAppendNull();
    }
    for (const TextCode word : words_) place_[word] = -1;
    if (words_.size() > most) return nullptr;
    return array_of(places);
  }

 private:
  std::int32_t place_of(TextCode word) {
    std::int32_t& place = place_[word];
    if (place < 0) {
      place = static_cast<std::int32_t>(words_.size());
      words_.push_back(word);
    }
    return place;
  }

  ArrayResult array_of(arrow::Int32Builder& places) const {
    arrow::LargeStringBuilder texts;
    for (const TextCode word : words_) ARROW_RETURN_NOT_OK(texts.Append(table_.pool->text(word)));
    ARROW_ASSIGN_OR_RAISE(auto words, texts.Finish());
    ARROW_ASSIGN_OR_RAISE(auto at, places.Finish());
    return arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::large_utf8()), at, words);
  }

  const OutputTable& table_;
  std::vector<std::int32_t> place_;  // by code, of the column at hand; else -1
  std::vector<TextCode> words_;
};

ArrayResult build_text(const OutputTable& table, const OutputColumn& column) {
  arrow::LargeStringBuilder builder;
  const TypeKind kind = column.data.type.kind;
  if (kind == TypeKind::text || kind == TypeKind::id)
    return build(builder, column.data, [&](std::size_t row) { return table.pool->text(column.data.codes[row]); });
  const PrintContext context{table.pool.get(), &table.zone, &column.members};
  std::string text;
  const auto value = [&](std::size_t row) {
    text.clear();
    print_value(column.data, row, context, text);
    return std::string_view(text);
  };
  return build(builder, column.data, value);
}

ArrayResult array_of(const OutputTable& table, const OutputColumn& column) {
  const ColumnData& data = column.data;
  switch (data.type.kind) {
    case TypeKind::boolean: return array_over(data, arrow::boolean(), buffer_over(data.bits));
    case TypeKind::integer: return array_over(data, arrow::int64(), buffer_over(data.whole));
    case TypeKind::number: return array_over(data, arrow::float64(), buffer_over(data.real));
    case TypeKind::money:
      return of_width<arrow::Decimal128>(data, arrow::decimal128(19, 4),
                                         [](std::int64_t units) { return arrow::Decimal128(units); });
    case TypeKind::date:
      return of_width<std::int32_t>(data, arrow::date32(),
                                    [](std::int64_t day) { return static_cast<std::int32_t>(day); });
    case TypeKind::time: return array_over(data, arrow::time64(arrow::TimeUnit::MICRO), buffer_over(data.whole));
    case TypeKind::datetime:
      return array_over(data, arrow::timestamp(arrow::TimeUnit::MICRO, table.zone.name), buffer_over(data.whole));
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::duration:
    case TypeKind::enumeration:
    case TypeKind::error: return build_text(table, column);
  }
  return build_text(table, column);
}

ArrayResult members_of(const OutputColumn& column) {
  arrow::LargeStringBuilder texts;
  for (const std::string& member : column.members) ARROW_RETURN_NOT_OK(texts.Append(member));
  ARROW_ASSIGN_OR_RAISE(auto words, texts.Finish());
  ARROW_ASSIGN_OR_RAISE(auto places, of_width<std::int32_t>(column.data, arrow::int32(), [](std::int64_t member) {
                          return static_cast<std::int32_t>(member);
                        }));
  return arrow::DictionaryArray::FromArrays(arrow::dictionary(arrow::int32(), arrow::large_utf8()), places, words);
}

// Which columns of text are written as words and places; what the first table's columns say holds for the file.
class PackedColumns {
 public:
  // Places in a dictionary of texts are written as they are.
  // `words`: of the table, for all of its columns.
  ArrayResult of(const OutputTable& table, const OutputColumn& column, std::size_t index, Words& words) {
    const TypeKind kind = column.data.type.kind;
    if (kind == TypeKind::enumeration) return members_of(column);
    if (kind != TypeKind::text && kind != TypeKind::id) return array_of(table, column);
    const bool is_first = index >= has_words_.size();
    if (is_first) has_words_.resize(index + 1, false);
    if (!is_first && !has_words_[index]) return array_of(table, column);
    ARROW_ASSIGN_OR_RAISE(auto array, words.of(column.data, is_first ? column.data.rows / 8 + 16 : SIZE_MAX));
    if (!array) return array_of(table, column);
    has_words_[index] = true;
    return array;
  }

 private:
  std::vector<bool> has_words_;
};

template <class ArrayOf>
arrow::Result<std::shared_ptr<arrow::Table>> arrow_table_of(const OutputTable& table, ArrayOf array_of_column) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const OutputColumn& column = table.columns[i];
    ARROW_ASSIGN_OR_RAISE(auto array, array_of_column(column, i));
    fields.push_back(arrow::field(column.name, array->type(), column.data.type.nullable));
    arrays.push_back(std::move(array));
  }
  return arrow::Table::Make(arrow::schema(fields), arrays, static_cast<std::int64_t>(table.rows));
}

// What readers of Arrow take the columns for: texts, however the writer was given them.
arrow::Result<std::string> schema_of_readers(const arrow::Schema& schema) {
  arrow::FieldVector fields;
  for (const auto& field : schema.fields())
    fields.push_back(field->type()->id() == arrow::Type::DICTIONARY ? field->WithType(arrow::large_utf8()) : field);
  ARROW_ASSIGN_OR_RAISE(const auto bytes, arrow::ipc::SerializeSchema(arrow::Schema(fields)));
  return arrow::util::base64_encode(std::string_view(*bytes));
}

// What stands where a value is missing is nobody's business: nothing.
OutputTable with_blanks(OutputTable table) {
  for (OutputColumn& column : table.columns)
    for (std::size_t row = 0; row < column.data.rows; ++row) {
      if (column.data.is_known(row)) continue;
      if (!column.data.whole.empty()) column.data.whole[row] = 0;
      if (!column.data.real.empty()) column.data.real[row] = 0;
      if (!column.data.bits.empty()) clear_bit(column.data.bits, row);
    }
  return table;
}

// What the libraries report, by status or exception, as text.
template <class Work>
Written told(Work work) {
  try {
    const arrow::Status status = work();
    if (status.ok()) return {};
    return std::unexpected(WriteFault{"", status.message()});
  } catch (const std::exception& error) {
    return std::unexpected(WriteFault{"", error.what()});
  }
}

// The stream owns and closes a descriptor of its own; the file's stays open for the flush.
class ParquetRows final : public ArrowRows {
 public:
  arrow::Status open(const OutputTable& first, int descriptor) {
    ARROW_ASSIGN_OR_RAISE(stream_, arrow::io::FileOutputStream::Open(descriptor));
    ARROW_ASSIGN_OR_RAISE(const auto content, packed(first));
    // To look for equal numbers takes longer than it saves.
    parquet::WriterProperties::Builder properties;
    properties.disable_dictionary()->compression(arrow::Compression::SNAPPY);
    for (const auto& field : content->schema()->fields())
      if (field->type()->id() == arrow::Type::DICTIONARY) properties.enable_dictionary(field->name());
    ARROW_ASSIGN_OR_RAISE(writer_, parquet::arrow::FileWriter::Open(*content->schema(), arrow::default_memory_pool(),
                                                                    stream_, properties.build()));
    ARROW_ASSIGN_OR_RAISE(schema_, schema_of_readers(*content->schema()));
    return arrow::Status::OK();
  }

  Written add(const OutputTable& table) override {
    return told([&]() -> arrow::Status {
      ARROW_ASSIGN_OR_RAISE(const auto content, packed(table));
      return writer_->WriteTable(*content, parquet::DEFAULT_MAX_ROW_GROUP_LENGTH);
    });
  }

  Written close() override {
    return told([&]() -> arrow::Status {
      ARROW_RETURN_NOT_OK(writer_->AddKeyValueMetadata(arrow::key_value_metadata({"ARROW:schema"}, {schema_})));
      ARROW_RETURN_NOT_OK(writer_->Close());
      return stream_->Close();
    });
  }

 private:
  arrow::Result<std::shared_ptr<arrow::Table>> packed(const OutputTable& table) {
    Words words(table);
    return arrow_table_of(
        table, [&](const OutputColumn& column, std::size_t index) { return columns_.of(table, column, index, words); });
  }

  PackedColumns columns_;
  std::string schema_;
  std::shared_ptr<arrow::io::FileOutputStream> stream_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

class IpcRows final : public ArrowRows {
 public:
  arrow::Status open(const OutputTable& first, int descriptor) {
    ARROW_ASSIGN_OR_RAISE(stream_, arrow::io::FileOutputStream::Open(descriptor));
    ARROW_ASSIGN_OR_RAISE(const auto content, plain(first));
    ARROW_ASSIGN_OR_RAISE(writer_, arrow::ipc::MakeFileWriter(stream_, content->schema()));
    return arrow::Status::OK();
  }

  Written add(const OutputTable& table) override {
    return told([&]() -> arrow::Status {
      const OutputTable blank = with_blanks(table);
      ARROW_ASSIGN_OR_RAISE(const auto content, plain(blank));
      return writer_->WriteTable(*content);
    });
  }

  Written close() override {
    return told([&]() -> arrow::Status {
      ARROW_RETURN_NOT_OK(writer_->Close());
      return stream_->Close();
    });
  }

 private:
  static arrow::Result<std::shared_ptr<arrow::Table>> plain(const OutputTable& table) {
    return arrow_table_of(table, [&](const OutputColumn& column, std::size_t) { return array_of(table, column); });
  }

  std::shared_ptr<arrow::io::FileOutputStream> stream_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

template <class File>
std::expected<std::unique_ptr<ArrowRows>, WriteFault> opened(const OutputTable& first, WholeFile& file) {
  auto rows = std::make_unique<File>();
  if (auto done = told([&] { return rows->open(first, ::dup(file.descriptor())); }); !done)
    return std::unexpected(done.error());
  return rows;
}

}  // namespace

std::expected<std::unique_ptr<ArrowRows>, WriteFault> open_arrow_rows(const OutputTable& first, WholeFile& file,
                                                                      OutputFormat format) {
  return format == OutputFormat::parquet ? opened<ParquetRows>(first, file) : opened<IpcRows>(first, file);
}

}  // namespace sop
