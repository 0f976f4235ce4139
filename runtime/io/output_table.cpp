// The open row exists in every column (as missing), and more behind it, so that columns grow by doubling; finish drops
// them.
#include "runtime/io/output_table.h"

namespace sop {
namespace {

void resize_rows(ColumnData& column, std::size_t rows) {
  column.rows = rows;
  if (column.type.nullable) column.known.resize(words_for(rows), 0);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: column.whole.resize(rows, 0); break;
    case Physical::real: column.real.resize(rows, 0); break;
    case Physical::code: column.codes.resize(rows, 0); break;
    case Physical::bit: column.bits.resize(words_for(rows), 0); break;
  }
}

// Of words that a table has side by side, seldom two have one place.
std::size_t recent_place(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [](char letter) { return static_cast<std::size_t>(static_cast<unsigned char>(letter)); };
  return text.size() * 31 + byte(text.front()) * 7 + byte(text.back()) + byte(text[text.size() / 2]) * 3;
}

}  // namespace

std::size_t OutputRows::add_column(std::string name, Type type, std::vector<std::string> members, bool json) {
  columns_.push_back({std::move(name), make_column(type, room_), std::move(members), json});
  return columns_.size() - 1;
}

ColumnData& OutputRows::known(std::size_t column) {
  ColumnData& data = columns_[column].data;
  if (data.type.nullable) set_bit(data.known, rows_);
  return data;
}

void OutputRows::text(std::size_t column, std::string_view value) {
  std::optional<TextCode>& recent = recent_[recent_place(value) % recent_count];
  if (!recent || pool_->text(*recent) != value) recent = pool_->intern(value);
  code(column, *recent);
}
void OutputRows::code(std::size_t column, TextCode value) { known(column).codes[rows_] = value; }
void OutputRows::whole(std::size_t column, std::int64_t value) { known(column).whole[rows_] = value; }
void OutputRows::real(std::size_t column, double value) { known(column).real[rows_] = value; }

void OutputRows::boolean(std::size_t column, bool value) {
  ColumnData& data = known(column);
  if (value) set_bit(data.bits, rows_);
}

void OutputRows::end_row() {
  if (++rows_ < room_) return;
  room_ *= 2;
  for (OutputColumn& column : columns_) resize_rows(column.data, room_);
}

OutputTable OutputRows::finish(ZoneRules zone) && {
  for (OutputColumn& column : columns_) {
    if (column.data.type.nullable) clear_bit(column.data.known, rows_);
    if (!column.data.bits.empty()) clear_bit(column.data.bits, rows_);
    resize_rows(column.data, rows_);
  }
  return {std::move(pool_), std::move(zone), rows_, std::move(columns_)};
}

}  // namespace sop
