#include "runtime/io/column_rows.h"

#include "stdlib/time/duration.h"

namespace sop {
namespace {

void append_bits(BitWords& to, std::size_t to_rows, const BitWords& from, std::size_t from_rows) {
  to.resize(words_for(to_rows + from_rows), 0);
  const std::size_t shift = to_rows % 64;
  for (std::size_t w = 0; w < words_for(from_rows); ++w) {
    const std::size_t at = to_rows / 64 + w;
    to[at] |= from[w] << shift;
    if (shift != 0 && at + 1 < to.size()) to[at + 1] |= from[w] >> (64 - shift);
  }
}

BitWords pick_bits(const BitWords& from, std::span<const std::uint32_t> rows) {
  BitWords out(words_for(rows.size()), 0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (bit_at(from, rows[i])) set_bit(out, i);
  return out;
}

template <class Value>
ColumnValues<Value> pick(const ColumnValues<Value>& from, std::span<const std::uint32_t> rows) {
  ColumnValues<Value> out(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = from[rows[i]];
  return out;
}

template <class Value>
int sign(const Value& a, const Value& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_durations(std::int64_t a, std::int64_t b) {
  const int order = sign(nominal_micros(unpack_duration(a)), nominal_micros(unpack_duration(b)));
  return order != 0 ? order : sign(a, b);
}

}  // namespace

void append_rows(ColumnData& to, const ColumnData& from) {
  if (to.type.nullable) append_bits(to.known, to.rows, from.known, from.rows);
  to.whole.insert(to.whole.end(), from.whole.begin(), from.whole.end());
  to.real.insert(to.real.end(), from.real.begin(), from.real.end());
  to.codes.insert(to.codes.end(), from.codes.begin(), from.codes.end());
  if (physical_of(to.type.kind) == Physical::bit) append_bits(to.bits, to.rows, from.bits, from.rows);
  to.rows += from.rows;
}

ColumnData pick_rows(const ColumnData& column, std::span<const std::uint32_t> rows) {
  ColumnData out;
  out.type = column.type;
  out.rows = rows.size();
  if (!column.known.empty()) out.known = pick_bits(column.known, rows);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: out.whole = pick(column.whole, rows); break;
    case Physical::real: out.real = pick(column.real, rows); break;
    case Physical::code: out.codes = pick(column.codes, rows); break;
    case Physical::bit: out.bits = pick_bits(column.bits, rows); break;
  }
  return out;
}

int compare_rows(const ColumnData& column, const TextPool& pool, std::size_t a, std::size_t b) {
  const bool known = column.is_known(a);
  if (known != column.is_known(b)) return known ? 1 : -1;
  if (!known) return 0;
  switch (physical_of(column.type.kind)) {
    case Physical::whole:
      if (column.type.is(TypeKind::duration)) return compare_durations(column.whole[a], column.whole[b]);
      return sign(column.whole[a], column.whole[b]);
    case Physical::real: return sign(column.real[a], column.real[b]);
    case Physical::code:
      return column.codes[a] == column.codes[b] ? 0 : pool.text(column.codes[a]).compare(pool.text(column.codes[b]));
    case Physical::bit: return sign(bit_at(column.bits, a), bit_at(column.bits, b));
  }
  return 0;
}

bool equal_rows(const ColumnData& column, std::size_t a, std::size_t b) {
  const bool known = column.is_known(a);
  if (known != column.is_known(b)) return false;
  if (!known) return true;
  switch (physical_of(column.type.kind)) {
    case Physical::whole: return column.whole[a] == column.whole[b];
    case Physical::real: return column.real[a] == column.real[b];
    case Physical::code: return column.codes[a] == column.codes[b];
    case Physical::bit: return bit_at(column.bits, a) == bit_at(column.bits, b);
  }
  return true;
}

}  // namespace sop
