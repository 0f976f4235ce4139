// Parquet and Arrow IPC: money is decimal(19, 4), an instant a timestamp of the zone in microseconds, an enumeration
// and a duration its text.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <exception>

#include "runtime/io/value_print.h"
#include "runtime/io/write.h"

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
class ArrowFile final : public ArrowRows {
 public:
  explicit ArrowFile(OutputFormat format) : format_(format) {}

  arrow::Status open(const OutputTable& table, int descriptor) {
    ARROW_ASSIGN_OR_RAISE(stream_, arrow::io::FileOutputStream::Open(descriptor));
    ARROW_ASSIGN_OR_RAISE(const auto content, arrow_table_of(table));
    const auto& schema = content->schema();
    if (format_ != OutputFormat::parquet) {
      ARROW_ASSIGN_OR_RAISE(ipc_, arrow::ipc::MakeFileWriter(stream_, schema));
      return arrow::Status::OK();
    }
    ARROW_ASSIGN_OR_RAISE(
        parquet_, parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), stream_,
                                                   parquet::default_writer_properties(),
                                                   parquet::ArrowWriterProperties::Builder().store_schema()->build()));
    return arrow::Status::OK();
  }

  Written add(const OutputTable& table) override {
    return told([&]() -> arrow::Status {
      ARROW_ASSIGN_OR_RAISE(const auto content, arrow_table_of(table));
      if (parquet_) return parquet_->WriteTable(*content, parquet::DEFAULT_MAX_ROW_GROUP_LENGTH);
      return ipc_->WriteTable(*content);
    });
  }

  Written close() override {
    return told([&]() -> arrow::Status {
      ARROW_RETURN_NOT_OK(parquet_ ? parquet_->Close() : ipc_->Close());
      return stream_->Close();
    });
  }

 private:
  OutputFormat format_;
  std::shared_ptr<arrow::io::FileOutputStream> stream_;
  std::unique_ptr<parquet::arrow::FileWriter> parquet_;
  std::shared_ptr<arrow::ipc::RecordBatchWriter> ipc_;
};

}  // namespace

std::expected<std::unique_ptr<ArrowRows>, WriteFault> ArrowRows::open(const OutputTable& first, WholeFile& file,
                                                                      OutputFormat format) {
  auto rows = std::make_unique<ArrowFile>(format);
  if (auto opened = told([&] { return rows->open(first, ::dup(file.descriptor())); }); !opened)
    return std::unexpected(opened.error());
  return rows;
}

}  // namespace sop
