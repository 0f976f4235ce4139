#include "runtime/pieces/packed_rows.h"

#include <algorithm>
#include <cstring>

#include "runtime/io/column_rows.h"

namespace sop {
namespace {

template <class Value>
void put(Value value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class Narrow>
void put_distances(std::span<const std::int64_t> values, std::int64_t least, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + values.size() * sizeof(Narrow));
  char* to = out.data() + begin;
  for (const std::int64_t value : values) {
    const auto distance = static_cast<Narrow>(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least));
    std::memcpy(to, &distance, sizeof distance);
    to += sizeof distance;
  }
}

void put_wholes(std::span<const std::int64_t> values, std::string& out) {
  const auto [least, most] = values.empty() ? std::pair<std::int64_t, std::int64_t>() : [&] {
    const auto found = std::ranges::minmax(values);
    return std::pair(found.min, found.max);
  }();
  const std::uint64_t range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  const std::uint8_t width = range == 0            ? 0
                             : range <= UINT8_MAX  ? 1
                             : range <= UINT16_MAX ? 2
                             : range <= UINT32_MAX ? 4
                                                   : 8;
  put(least, out);
  put(width, out);
  if (width == 1) put_distances<std::uint8_t>(values, least, out);
  if (width == 2) put_distances<std::uint16_t>(values, least, out);
  if (width == 4) put_distances<std::uint32_t>(values, least, out);
  if (width == 8) put_distances<std::uint64_t>(values, least, out);
}

void put_bits(const BitWords& bits, std::span<const std::uint32_t> rows, std::string& out) {
  BitWords picked(words_for(rows.size()), 0);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (bit_at(bits, rows[i])) set_bit(picked, i);
  out.append(reinterpret_cast<const char*>(picked.data()), picked.size() * sizeof(std::uint64_t));
}

template <class Narrow>
void add_distances(std::string_view bytes, std::int64_t least, ColumnValues<std::int64_t>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    Narrow distance = 0;
    std::memcpy(&distance, bytes.data() + i * sizeof distance, sizeof distance);
    values[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + distance);
  }
}

}  // namespace

void RowPacker::numbers(std::span<const std::uint32_t> values, std::span<const std::uint32_t> rows, std::string& out) {
  std::vector<std::int64_t> picked;
  picked.reserve(rows.size());
  for (const std::uint32_t row : rows) picked.push_back(values[row]);
  put_wholes(picked, out);
}

void RowPacker::column(const ColumnData& column, std::span<const std::uint32_t> rows, std::string& out) {
  const bool may_lack = column.type.nullable && !column.known.empty();
  put(static_cast<std::uint8_t>(may_lack), out);
  if (may_lack) put_bits(column.known, rows, out);
  switch (physical_of(column.type.kind)) {
    case Physical::whole: {
      std::vector<std::int64_t> values;
      values.reserve(rows.size());
      // What stands where a value is missing is nobody's: another value, so that the range stays small.
      for (const std::uint32_t row : rows)
        values.push_back(column.is_known(row) || values.empty() ? column.whole[row] : values.back());
      return put_wholes(values, out);
    }
    case Physical::real:
      for (const std::uint32_t row : rows) put(column.real[row], out);
      return;
    case Physical::code: return texts(column, rows, out);
    case Physical::bit: return put_bits(column.bits, rows, out);
  }
}

void RowPacker::texts(const ColumnData& column, std::span<const std::uint32_t> rows, std::string& out) {
  std::vector<TextCode> different;
  std::vector<std::int64_t> places;
  places.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    if (!column.is_known(row)) {
      places.push_back(0);
      continue;
    }
    const TextCode code = column.codes[row];
    if (code >= place_.size()) place_.resize(pool_.size(), none);
    std::uint32_t& place = place_[code];
    if (place == none) {
      place = static_cast<std::uint32_t>(different.size());
      different.push_back(code);
    }
    places.push_back(place);
  }
  put(static_cast<std::uint32_t>(different.size()), out);
  for (const TextCode code : different) {
    const std::string_view text = pool_.text(code);
    put(static_cast<std::uint32_t>(text.size()), out);
    out += text;
    place_[code] = none;
  }
  put_wholes(places, out);
}

template <class Value>
Value RowUnpacker::take() {
  Value value;
  std::memcpy(&value, bytes_.data(), sizeof value);
  bytes_.remove_prefix(sizeof value);
  return value;
}

ColumnValues<std::int64_t> RowUnpacker::wholes(std::size_t rows) {
  const auto least = take<std::int64_t>();
  const auto width = take<std::uint8_t>();
  ColumnValues<std::int64_t> values(rows, least);
  if (width == 1) add_distances<std::uint8_t>(bytes_, least, values);
  if (width == 2) add_distances<std::uint16_t>(bytes_, least, values);
  if (width == 4) add_distances<std::uint32_t>(bytes_, least, values);
  if (width == 8) add_distances<std::uint64_t>(bytes_, least, values);
  bytes_.remove_prefix(rows * width);
  return values;
}

void RowUnpacker::numbers(std::size_t rows, std::vector<std::uint32_t>& to) {
  for (const std::int64_t value : wholes(rows)) to.push_back(static_cast<std::uint32_t>(value));
}

void RowUnpacker::column(std::size_t rows, TextPool& pool, ColumnData& to) {
  ColumnData block;
  block.type = to.type;
  block.rows = rows;
  const auto bits = [&] {
    BitWords words(words_for(rows));
    std::memcpy(words.data(), bytes_.data(), words.size() * sizeof(std::uint64_t));
    bytes_.remove_prefix(words.size() * sizeof(std::uint64_t));
    return words;
  };
  if (take<std::uint8_t>() != 0) block.known = bits();
  switch (physical_of(to.type.kind)) {
    case Physical::whole: block.whole = wholes(rows); break;
    case Physical::real:
      block.real.resize(rows);
      std::memcpy(block.real.data(), bytes_.data(), rows * sizeof(double));
      bytes_.remove_prefix(rows * sizeof(double));
      break;
    case Physical::code: {
      std::vector<TextCode> codes(take<std::uint32_t>());
      for (TextCode& code : codes) {
        const auto size = take<std::uint32_t>();
        code = pool.intern(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
      }
      block.codes.reserve(rows);
      for (const std::int64_t place : wholes(rows))
        block.codes.push_back(codes.empty() ? 0 : codes[static_cast<std::size_t>(place)]);
      break;
    }
    case Physical::bit: block.bits = bits(); break;
  }
  if (to.type.nullable && block.known.empty()) {
    block.known.assign(words_for(rows), ~std::uint64_t{0});
    if (rows % 64 != 0) block.known.back() >>= 64 - rows % 64;
  }
  append_rows(to, block);
}

}  // namespace sop
