#include "bindings/c/arrow/column_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace sop::embed {
namespace {

RawField field_over(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size()), true, false};
}

template <class Value>
void append_number(Value value, std::string& out) {
  std::array<char, 400> text;  // the longest double without exponent has 325 characters
  char* end = nullptr;
  if constexpr (std::is_floating_point_v<Value>)
    end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  else
    end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  out.append(text.data(), end);
}

// A number in two's complement, least byte first, as decimal digits: divided by ten again and again.
std::string digits_of(std::vector<unsigned char> bytes) {
  std::string digits;
  while (std::ranges::any_of(bytes, [](unsigned char byte) { return byte != 0; })) {
    unsigned rest = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      const unsigned part = rest * 256 + bytes[i];
      bytes[i] = static_cast<unsigned char>(part / 10);
      rest = part % 10;
    }
    digits += static_cast<char>('0' + rest);
  }
  std::ranges::reverse(digits);
  return digits.empty() ? "0" : digits;
}

void append_decimal(const ColumnView& column, std::int64_t row, std::string& out) {
  const unsigned char* at = column.bytes_at(row);
  std::vector<unsigned char> bytes(at, at + column.type().bytes);
  if ((bytes.back() & 0x80) != 0) {
    out += '-';
    unsigned carry = 1;
    for (unsigned char& byte : bytes) {
      const unsigned negated = (~byte & 0xFFu) + carry;
      byte = static_cast<unsigned char>(negated);
      carry = negated >> 8;
    }
  }
  std::string digits = digits_of(std::move(bytes));
  const int scale = column.type().scale;
  if (scale < 0 && digits != "0") digits.append(static_cast<std::size_t>(-scale), '0');
  if (scale > 0) {
    const auto decimals = static_cast<std::size_t>(scale);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, ".");
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.')) digits.pop_back();
  }
  out += digits;
}

// False: the value is missing after all.
bool append_value(const ColumnView& column, std::int64_t row, std::string& out) {
  const ArrowType& type = column.type();
  switch (type.kind) {
    case ArrowKind::boolean: out += column.truth(row) ? "true" : "false"; return true;
    case ArrowKind::real: {
      const double value = type.bytes == 4 ? double{column.value<float>(row)} : column.value<double>(row);
      if (std::isnan(value)) return false;
      if (type.bytes == 4)
        append_number(column.value<float>(row), out);
      else
        append_number(value, out);
      return true;
    }
    case ArrowKind::decimal: append_decimal(column, row, out); return true;
    case ArrowKind::text: out += column.text(row); return true;
    case ArrowKind::whole:
    case ArrowKind::date:
    case ArrowKind::instant:
    case ArrowKind::clock:
    case ArrowKind::span: {
      const bool is_unsigned = !type.is_signed && type.bytes == 8;
      const std::int64_t value = type.kind == ArrowKind::date && type.bytes == 4 ? column.value<std::int32_t>(row)
                                 : type.kind == ArrowKind::whole                 ? column.whole(row)
                                 : type.bytes == 4                               ? column.value<std::int32_t>(row)
                                                                                 : column.value<std::int64_t>(row);
      if (is_unsigned)
        append_number(static_cast<std::uint64_t>(value), out);
      else
        append_number(value, out);
      return true;
    }
    case ArrowKind::none:
    case ArrowKind::other: return false;
  }
  return false;
}

// Renders value by value into one buffer; the pointers are set when it no longer grows.
ColumnTexts rendered(const ColumnView& column) {
  ColumnTexts out;
  const auto rows = static_cast<std::size_t>(column.rows());
  out.fields.resize(rows, RawField{.absent = true});
  std::vector<std::size_t> begin(rows + 1, 0);
  for (std::size_t i = 0; i < rows; ++i) {
    begin[i] = out.bytes.size();
    const auto row = static_cast<std::int64_t>(i);
    if (!column.is_null(row)) out.fields[i].absent = !append_value(column, row, out.bytes);
  }
  begin[rows] = out.bytes.size();
  for (std::size_t i = 0; i < rows; ++i)
    if (!out.fields[i].absent)
      out.fields[i] = field_over(std::string_view(out.bytes).substr(begin[i], begin[i + 1] - begin[i]));
  return out;
}

ColumnTexts of_dictionary(const ColumnView& column) {
  ColumnTexts words = column_texts(column.words());
  std::vector<RawField> fields(static_cast<std::size_t>(column.rows()), RawField{.absent = true});
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (!column.is_null(row))
      fields[static_cast<std::size_t>(row)] = words.fields[static_cast<std::size_t>(column.index(row))];
  words.fields = std::move(fields);
  return words;
}

}  // namespace

ColumnTexts column_texts(const ColumnView& column) {
  if (column.type().in_dictionary) return of_dictionary(column);
  if (column.type().kind != ArrowKind::text) return rendered(column);
  ColumnTexts out;
  out.fields.resize(static_cast<std::size_t>(column.rows()), RawField{.absent = true});
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (!column.is_null(row)) out.fields[static_cast<std::size_t>(row)] = field_over(column.text(row));
  return out;
}

std::string value_text(const ColumnView& column, std::int64_t row) {
  std::string out;
  if (!column.is_null(row)) append_value(column, row, out);
  return out;
}

}  // namespace sop::embed
