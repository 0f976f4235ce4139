// Money is decimal(19, 4), an instant a timestamp of the zone in microseconds, an enumeration
// and a duration its text.
#include "runtime/io/arrow/write_arrow.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <exception>

#include "runtime/io/value_print.h"

namespace sop {
namespace {

using ArrayResult = arrow::Result<std::shared_ptr<arrow::Array>>;

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

template <class Builder>
ArrayResult build_whole(Builder builder, const ColumnData& column) {
  using Value = typename Builder::value_type;
  return build(builder, column, [&](std::size_t row) { return static_cast<Value>(column.whole[row]); });
}

ArrayResult build_money(const ColumnData& column) {
  arrow::Decimal128Builder builder(arrow::decimal128(19, 4));
  return build(builder, column, [&](std::size_t row) { return arrow::Decimal128(column.whole[row]); });
}

ArrayResult build_text(const OutputTable& table, const OutputColumn& column) {
  arrow::LargeStringBuilder builder;
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
  arrow::MemoryPool* memory = arrow::default_memory_pool();
  const ColumnData& data = column.data;
  switch (data.type.kind) {
    case TypeKind::boolean: {
      arrow::BooleanBuilder builder;
      return build(builder, data, [&](std::size_t row) { return bit_at(data.bits, row); });
    }
    case TypeKind::integer: return build_whole(arrow::Int64Builder(), data);
    case TypeKind::number: {
      arrow::DoubleBuilder builder;
      return build(builder, data, [&](std::size_t row) { return data.real[row]; });
    }
    case TypeKind::money: return build_money(data);
    case TypeKind::date: return build_whole(arrow::Date32Builder(), data);
    case TypeKind::time: return build_whole(arrow::Time64Builder(arrow::time64(arrow::TimeUnit::MICRO), memory), data);
    case TypeKind::datetime:
      return build_whole(arrow::TimestampBuilder(arrow::timestamp(arrow::TimeUnit::MICRO, table.zone.name), memory),
                         data);
    case TypeKind::text:
    case TypeKind::id:
    case TypeKind::duration:
    case TypeKind::enumeration:
    case TypeKind::error: return build_text(table, column);
  }
  return build_text(table, column);
}

arrow::Result<std::shared_ptr<arrow::Table>> arrow_table_of(const OutputTable& table) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const OutputColumn& column : table.columns) {
    ARROW_ASSIGN_OR_RAISE(auto array, array_of(table, column));
    fields.push_back(arrow::field(column.name, array->type(), column.data.type.nullable));
    arrays.push_back(std::move(array));
  }
  return arrow::Table::Make(arrow::schema(fields), arrays, static_cast<std::int64_t>(table.rows));
}

arrow::Status write_to(const OutputTable& table, int descriptor, OutputFormat format) {
  ARROW_ASSIGN_OR_RAISE(const auto content, arrow_table_of(table));
  ARROW_ASSIGN_OR_RAISE(const auto stream, arrow::io::FileOutputStream::Open(descriptor));
  if (format == OutputFormat::parquet) {
    ARROW_RETURN_NOT_OK(parquet::arrow::WriteTable(
        *content, arrow::default_memory_pool(), stream, parquet::DEFAULT_MAX_ROW_GROUP_LENGTH,
        parquet::default_writer_properties(), parquet::ArrowWriterProperties::Builder().store_schema()->build()));
  } else {
    ARROW_ASSIGN_OR_RAISE(const auto writer, arrow::ipc::MakeFileWriter(stream, content->schema()));
    ARROW_RETURN_NOT_OK(writer->WriteTable(*content));
    ARROW_RETURN_NOT_OK(writer->Close());
  }
  return stream->Close();
}

}  // namespace

// The stream owns and closes a descriptor of its own; the file's stays open for the flush.
Written write_arrow_file(const OutputTable& table, WholeFile& file, OutputFormat format) {
  try {
    const arrow::Status status = write_to(table, ::dup(file.descriptor()), format);
    if (status.ok()) return {};
    return std::unexpected(WriteFault{"", status.message()});
  } catch (const std::exception& error) {
    return std::unexpected(WriteFault{"", error.what()});
  }
}

}  // namespace sop
