#include "runtime/io/arrow/arrow_look.h"

#include "runtime/io/arrow/arrow_files.h"
#include "runtime/io/arrow/arrow_text.h"

namespace sop {
namespace {

// What the file's own type says; `error` leaves it to the values.
TypeKind kind_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::DATE32:
    case arrow::Type::DATE64: return TypeKind::date;
    case arrow::Type::TIMESTAMP: return TypeKind::datetime;
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256:
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE: return TypeKind::number;
    default: return TypeKind::error;  // Arrow's enum grows
  }
}

}  // namespace

std::expected<void, std::string> look_at_arrow(const DataFile& file, ArrowLook& into) {
  const auto table = arrow_table(file, {}, true);
  if (!table) return std::unexpected(table.error());
  into.begin((*table)->ColumnNames(), static_cast<std::uint64_t>((*table)->num_rows()));
  for (int c = 0; c < (*table)->num_columns(); ++c) {
    const auto column = (*table)->column(c);
    const TypeKind kind = kind_of(*column->type());
    const auto known = static_cast<std::uint64_t>(column->length() - column->null_count());
    if (kind != TypeKind::error) into.typed(static_cast<std::size_t>(c), kind, known);
    if (kind == TypeKind::error)
      for (const auto& chunk : column->chunks()) into.texts(static_cast<std::size_t>(c), text_fields(*chunk).fields);
  }
  return {};
}

std::vector<std::string> arrow_records(const DataFile& file, const std::vector<std::int64_t>& rows) {
  std::vector<std::string> records;
  const auto table = arrow_table(file, {}, false);
  for (const std::int64_t row : rows) {
    std::string& record = records.emplace_back();
    if (!table) continue;
    for (const auto& column : (*table)->columns()) {
      const auto scalar = column->GetScalar(row - 1);
      if (column != (*table)->column(0)) record += ',';
      if (scalar.ok() && (*scalar)->is_valid) record += (*scalar)->ToString();
    }
  }
  return records;
}

}  // namespace sop
