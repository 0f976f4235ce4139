#include "runtime/reports/cell_value.h"

namespace sop {

CellValue cell_value_at(const ColumnData& column, std::size_t row) {
  CellValue out;
  out.known = column.is_known(row);
  if (!out.known) return out;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: out.whole = column.whole[row]; break;
    case Physical::real: out.real = column.real[row]; break;
    case Physical::code: out.code = column.codes[row]; break;
    case Physical::bit: out.whole = bit_at(column.bits, row) ? 1 : 0; break;
  }
  return out;
}

void put_cell_value(ColumnData& column, std::size_t row, const CellValue& value) {
  if (!value.known) {
    if (column.known.empty()) column.known.assign(words_for(column.rows), ~std::uint64_t{0});
    clear_bit(column.known, row);
    return;
  }
  if (!column.known.empty()) set_bit(column.known, row);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: column.whole[row] = value.whole; break;
    case Physical::real: column.real[row] = value.real; break;
    case Physical::code: column.codes[row] = value.code; break;
    case Physical::bit:
      if (value.whole != 0) set_bit(column.bits, row);
      break;
  }
}

int order_of(Type type, const CellValue& a, const CellValue& b, const TextPool& pool) {
  if (a.known != b.known) return a.known ? -1 : 1;
  if (!a.known) return 0;
  const auto compare = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  switch (physical_of(type.kind)) {
    case Physical::whole: return compare(a.whole, b.whole);
    case Physical::bit: return compare(b.whole, a.whole);  // who is, before who is not
    case Physical::real: return compare(a.real, b.real);
    case Physical::code: return a.code == b.code ? 0 : compare(pool.text(a.code), pool.text(b.code));
  }
  return 0;
}

bool GroupOrder::operator()(const GroupKey& a, const GroupKey& b) const {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (const int order = order_of(types[i], a[i], b[i], *pool); order != 0) return order < 0;
  return false;
}

}  // namespace sop
