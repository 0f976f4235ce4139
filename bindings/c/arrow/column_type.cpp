#include "bindings/c/arrow/column_type.h"

#include <charconv>
#include <string_view>

namespace sop::embed {
namespace {

ArrowType simple(ArrowKind kind, int bytes, bool is_signed = true) {
  return {.kind = kind, .bytes = bytes, .is_signed = is_signed};
}

ArrowType letter_type(char letter) {
  switch (letter) {
    case 'n': return simple(ArrowKind::none, 0);
    case 'b': return simple(ArrowKind::boolean, 0);
    case 'c': return simple(ArrowKind::whole, 1);
    case 'C': return simple(ArrowKind::whole, 1, false);
    case 's': return simple(ArrowKind::whole, 2);
    case 'S': return simple(ArrowKind::whole, 2, false);
    case 'i': return simple(ArrowKind::whole, 4);
    case 'I': return simple(ArrowKind::whole, 4, false);
    case 'l': return simple(ArrowKind::whole, 8);
    case 'L': return simple(ArrowKind::whole, 8, false);
    case 'f': return simple(ArrowKind::real, 4);
    case 'g': return simple(ArrowKind::real, 8);
    case 'u': return {.kind = ArrowKind::text, .form = TextForm::offsets32};
    case 'U': return {.kind = ArrowKind::text, .form = TextForm::offsets64};
    default: return {};
  }
}

std::int64_t units_of(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 1'000;
    case 'u': return 1'000'000;
    case 'n': return 1'000'000'000;
    default: return 0;
  }
}

ArrowType with_unit(ArrowKind kind, char unit, int bytes) {
  ArrowType type{.kind = kind, .bytes = bytes, .units_per_second = units_of(unit)};
  return type.units_per_second > 0 ? type : ArrowType{};
}

// tdD tdm tts ttm ttu ttn tss:ZONE … tDs …
ArrowType time_type(std::string_view format) {
  if (format.size() < 3) return {};
  const char unit = format[2];
  const std::string_view head = format.substr(0, 2);
  if (head == "td" && format.size() == 3 && (unit == 'D' || unit == 'm'))
    return {.kind = ArrowKind::date, .bytes = unit == 'D' ? 4 : 8};
  if (head == "tt" && format.size() == 3) return with_unit(ArrowKind::clock, unit, unit == 's' || unit == 'm' ? 4 : 8);
  if (head == "tD" && format.size() == 3) return with_unit(ArrowKind::span, unit, 8);
  if (head != "ts" || format.size() < 4 || format[3] != ':') return {};
  ArrowType type = with_unit(ArrowKind::instant, unit, 8);
  type.has_zone = format.size() > 4;
  return type;
}

// d:PRECISION,SCALE[,BITS]
ArrowType decimal_type(std::string_view format) {
  int parts[3] = {0, 0, 128};
  const char* at = format.data() + 2;
  const char* end = format.data() + format.size();
  int given = 0;
  for (; given < 3; ++given) {
    const auto [next, fault] = std::from_chars(at, end, parts[given]);
    if (fault != std::errc()) return {};
    at = next;
    if (at == end || *at != ',') break;
    ++at;
  }
  if (at != end || given == 0 || (parts[2] != 128 && parts[2] != 256)) return {};
  constexpr int widest = 76;
  if (parts[0] < 1 || parts[0] > widest || parts[1] < -widest || parts[1] > widest) return {};
  return {.kind = ArrowKind::decimal, .bytes = parts[2] / 8, .scale = parts[1]};
}

ArrowType plain_type(std::string_view format) {
  if (format.size() == 1) return letter_type(format[0]);
  if (format == "vu") return {.kind = ArrowKind::text, .form = TextForm::views};
  if (format.starts_with("d:")) return decimal_type(format);
  if (format.starts_with("t")) return time_type(format);
  return {};
}

std::string unit_name(std::int64_t units_per_second) {
  switch (units_per_second) {
    case 1: return "s";
    case 1'000: return "ms";
    case 1'000'000: return "us";
    default: return "ns";
  }
}

}  // namespace

std::expected<ArrowType, std::string> arrow_type(const ArrowSchema& schema) {
  if (schema.format == nullptr || schema.release == nullptr) return std::unexpected("a column without format");
  ArrowType type = plain_type(schema.format);
  if (schema.dictionary == nullptr) return type;
  if (type.kind != ArrowKind::whole) return std::unexpected("a dictionary whose indexes are no whole numbers");
  if (schema.dictionary->dictionary != nullptr) return std::unexpected("a dictionary inside a dictionary");
  auto values = arrow_type(*schema.dictionary);
  if (!values) return values;
  // Words and whole numbers come in dictionaries; nothing else does that a declared column could hold.
  if (values->kind != ArrowKind::text && values->kind != ArrowKind::whole) values->kind = ArrowKind::other;
  values->in_dictionary = true;
  values->index_bytes = type.bytes;
  values->index_is_signed = type.is_signed;
  return values;
}

std::string type_name(const ArrowType& type, const ArrowSchema& schema) {
  const std::string bits = std::to_string(8 * type.bytes);
  if (type.in_dictionary) return "dictionary";
  switch (type.kind) {
    case ArrowKind::none: return "null";
    case ArrowKind::boolean: return "bool";
    case ArrowKind::whole: return (type.is_signed ? "int" : "uint") + bits;
    case ArrowKind::real: return type.bytes == 4 ? "float" : "double";
    case ArrowKind::decimal: return "decimal" + bits;
    case ArrowKind::text: return "string";
    case ArrowKind::date: return type.bytes == 4 ? "date32" : "date64";
    case ArrowKind::instant: return "timestamp[" + unit_name(type.units_per_second) + "]";
    case ArrowKind::clock: return "time[" + unit_name(type.units_per_second) + "]";
    case ArrowKind::span: return "duration[" + unit_name(type.units_per_second) + "]";
    case ArrowKind::other: break;
  }
  return schema.format;
}

}  // namespace sop::embed
