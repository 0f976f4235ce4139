#include "runtime/io/arrow/arrow_text.h"

#include <charconv>
#include <cmath>

namespace sop {
namespace {

RawField field_over(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size()), true, false};
}

template <class ArrayType>
TextFields views(const arrow::Array& array) {
  const auto& texts = static_cast<const ArrayType&>(array);
  TextFields out;
  out.fields.resize(static_cast<std::size_t>(array.length()), RawField{.absent = true});
  for (std::int64_t i = 0; i < array.length(); ++i)
    if (!array.IsNull(i)) out.fields[static_cast<std::size_t>(i)] = field_over(texts.GetView(i));
  return out;
}

// Renders value by value into one buffer; the pointers are set when it no longer grows.
template <class Render>
TextFields rendered(const arrow::Array& array, Render render) {
  TextFields out;
  const auto rows = static_cast<std::size_t>(array.length());
  out.fields.resize(rows, RawField{.absent = true});
  std::vector<std::size_t> begin(rows + 1, 0);
  for (std::size_t i = 0; i < rows; ++i) {
    begin[i] = out.bytes.size();
    if (!array.IsNull(static_cast<std::int64_t>(i)))
      out.fields[i].absent = !render(static_cast<std::int64_t>(i), out.bytes);
  }
  begin[rows] = out.bytes.size();
  for (std::size_t i = 0; i < rows; ++i)
    if (!out.fields[i].absent)
      out.fields[i] = field_over(std::string_view(out.bytes).substr(begin[i], begin[i + 1] - begin[i]));
  return out;
}

template <class ArrayType>
TextFields whole_numbers(const arrow::Array& array) {
  const auto& numbers = static_cast<const ArrayType&>(array);
  return rendered(array, [&](std::int64_t i, std::string& out) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, numbers.Value(i)).ptr);
    return true;
  });
}

// NaN is a missing value.
template <class ArrayType>
TextFields real_numbers(const arrow::Array& array) {
  const auto& numbers = static_cast<const ArrayType&>(array);
  return rendered(array, [&](std::int64_t i, std::string& out) {
    const auto value = numbers.Value(i);
    if (!std::isnan(value)) out += shortest_decimal(value);
    return !std::isnan(value);
  });
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos || text.find('E') != std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

template <class ArrayType>
TextFields decimals(const arrow::Array& array) {
  const auto& numbers = static_cast<const ArrayType&>(array);
  return rendered(array, [&](std::int64_t i, std::string& out) {
    out += without_trailing_zeros(numbers.FormatValue(i));
    return true;
  });
}

TextFields booleans(const arrow::Array& array) {
  const auto& bits = static_cast<const arrow::BooleanArray&>(array);
  return rendered(array, [&](std::int64_t i, std::string& out) {
    out += bits.Value(i) ? "true" : "false";
    return true;
  });
}

TextFields dictionary(const arrow::Array& array) {
  const auto& codes = static_cast<const arrow::DictionaryArray&>(array);
  TextFields words = text_fields(*codes.dictionary());
  std::vector<RawField> fields(static_cast<std::size_t>(array.length()), RawField{.absent = true});
  for (std::int64_t i = 0; i < array.length(); ++i)
    if (!array.IsNull(i))
      fields[static_cast<std::size_t>(i)] = words.fields[static_cast<std::size_t>(codes.GetValueIndex(i))];
  words.fields = std::move(fields);
  return words;
}

}  // namespace

std::string shortest_decimal(double value) {
  char text[400];  // the longest double without exponent has 325 characters
  return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr};
}

TextFields text_fields(const arrow::Array& array) {
  switch (array.type_id()) {
    case arrow::Type::STRING: return views<arrow::StringArray>(array);
    case arrow::Type::LARGE_STRING: return views<arrow::LargeStringArray>(array);
    case arrow::Type::STRING_VIEW: return views<arrow::StringViewArray>(array);
    case arrow::Type::INT8: return whole_numbers<arrow::Int8Array>(array);
    case arrow::Type::INT16: return whole_numbers<arrow::Int16Array>(array);
    case arrow::Type::INT32: return whole_numbers<arrow::Int32Array>(array);
    case arrow::Type::INT64: return whole_numbers<arrow::Int64Array>(array);
    case arrow::Type::UINT8: return whole_numbers<arrow::UInt8Array>(array);
    case arrow::Type::UINT16: return whole_numbers<arrow::UInt16Array>(array);
    case arrow::Type::UINT32: return whole_numbers<arrow::UInt32Array>(array);
    case arrow::Type::UINT64: return whole_numbers<arrow::UInt64Array>(array);
    case arrow::Type::FLOAT: return real_numbers<arrow::FloatArray>(array);
    case arrow::Type::DOUBLE: return real_numbers<arrow::DoubleArray>(array);
    case arrow::Type::DECIMAL128: return decimals<arrow::Decimal128Array>(array);
    case arrow::Type::DECIMAL256: return decimals<arrow::Decimal256Array>(array);
    case arrow::Type::BOOL: return booleans(array);
    case arrow::Type::DICTIONARY: return dictionary(array);
    default: break;  // Arrow's enum grows; `fits` lets no other type come here
  }
  TextFields none;
  none.fields.resize(static_cast<std::size_t>(array.length()), RawField{.absent = true});
  return none;
}

}  // namespace sop
