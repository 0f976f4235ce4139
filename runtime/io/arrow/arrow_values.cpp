#include "runtime/io/arrow/arrow_values.h"

#include <cmath>

#include "runtime/io/arrow/arrow_text.h"
#include "runtime/io/exact_values.h"

namespace sop {
namespace {

enum class Source : std::uint8_t { none, text, whole, real, decimal, boolean, date, instant, clock, span, other };

Source source_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::NA: return Source::none;
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW: return Source::text;
    case arrow::Type::INT8:
    case arrow::Type::INT16:
    case arrow::Type::INT32:
    case arrow::Type::INT64:
    case arrow::Type::UINT8:
    case arrow::Type::UINT16:
    case arrow::Type::UINT32:
    case arrow::Type::UINT64: return Source::whole;
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE: return Source::real;
    case arrow::Type::DECIMAL128:
    case arrow::Type::DECIMAL256: return Source::decimal;
    case arrow::Type::BOOL: return Source::boolean;
    case arrow::Type::DATE32:
    case arrow::Type::DATE64: return Source::date;
    case arrow::Type::TIMESTAMP: return Source::instant;
    case arrow::Type::TIME32:
    case arrow::Type::TIME64: return Source::clock;
    case arrow::Type::DURATION: return Source::span;
    case arrow::Type::DICTIONARY: {
      const Source values = source_of(*static_cast<const arrow::DictionaryType&>(type).value_type());
      return values == Source::text || values == Source::whole ? values : Source::other;
    }
    default: return Source::other;  // Arrow's enum grows
  }
}

bool has_format(const ColumnRule& rule) { return !rule.column->format.empty(); }

// Nothing of the declaration speaks about the file's spelling, so the typed value is taken as it is.
bool is_plain(const ColumnRule& rule) {
  return !rule.column->missing_declared && !has_format(rule) && rule.words.empty();
}

std::int64_t unit_per_second(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND: return 1;
    case arrow::TimeUnit::MILLI: return 1'000;
    case arrow::TimeUnit::MICRO: return 1'000'000;
    case arrow::TimeUnit::NANO: return 1'000'000'000;
  }
  return 1;
}

template <class Value>
void gather(const ColumnValues<Value>& words, const std::int32_t* places, ColumnValues<Value>& out) {
  if (words.empty()) return;  // every row is missing
  for (std::size_t row = 0; row < out.size(); ++row) out[row] = words[static_cast<std::size_t>(places[row])];
}

void gather_bits(const BitWords& words, const arrow::DictionaryArray& places, BitWords& out) {
  for (std::int64_t i = 0; i < places.length(); ++i)
    if (!places.IsNull(i) && bit_at(words, static_cast<std::size_t>(places.GetValueIndex(i))))
      set_bit(out, static_cast<std::size_t>(i));
}

// The value of each row's word.
ColumnData gathered(const ColumnData& words, const arrow::DictionaryArray& places) {
  ColumnData out = make_column(words.type, static_cast<std::size_t>(places.length()));
  if (words.type.nullable) gather_bits(words.known, places, out.known);
  if (!out.bits.empty()) gather_bits(words.bits, places, out.bits);
  std::vector<std::int32_t> at(out.rows, 0);  // of a missing row: any
  for (std::int64_t i = 0; i < places.length(); ++i)
    if (!places.IsNull(i)) at[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(places.GetValueIndex(i));
  gather(words.whole, at.data(), out.whole);
  gather(words.real, at.data(), out.real);
  gather(words.codes, at.data(), out.codes);
  return out;
}

class ArrayReader {
 public:
  ArrayReader(const arrow::Array& array, ColumnReader& reader, std::span<const std::uint32_t> line, FaultList& faults)
      : array_(array), reader_(reader), line_(line), faults_(faults), type_(reader.rule().column->type) {}

  ColumnData read();

 private:
  // `store(i)` keeps the value of row i, or says false.
  template <class Store>
  void each(Store store);
  template <class ArrayType, class Convert>
  ColumnData whole_values(Convert convert);
  template <class ArrayType>
  ColumnData numbers();
  template <class ArrayType>
  ColumnData plain_number();
  ColumnData plain_numbers();
  ColumnData booleans();
  ColumnData dates();
  ColumnData instants();
  ColumnData clocks();
  ColumnData decimals();
  template <class ArrayType>
  ColumnData texts();
  ColumnData through_words();
  ColumnData through_text();

  const ColumnRule& rule() const { return reader_.rule(); }

  const arrow::Array& array_;
  ColumnReader& reader_;
  std::span<const std::uint32_t> line_;
  FaultList& faults_;
  sop::Type type_;
};

template <class Store>
void ArrayReader::each(Store store) {
  const bool some_missing = array_.null_count() > 0;
  for (std::int64_t i = 0; i < array_.length(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (some_missing && array_.IsNull(i)) {
      if (!type_.nullable) faults_.add(fault_of(rule(), InputFault::missing_value, row, line_[row], ""));
    } else if (!store(i)) {
      const auto scalar = array_.GetScalar(i);
      faults_.add(fault_of(rule(), InputFault::bad_value, row, line_[row],
                           scalar.ok() ? (*scalar)->ToString() : std::string()));
    }
  }
}

template <class ArrayType, class Convert>
ColumnData ArrayReader::whole_values(Convert convert) {
  const auto& values = static_cast<const ArrayType&>(array_);
  ColumnData out = make_column(type_, static_cast<std::size_t>(array_.length()));
  each([&](std::int64_t i) {
    const std::optional<std::int64_t> value = convert(values.Value(i));
    if (!value) return false;
    out.whole[static_cast<std::size_t>(i)] = *value;
    if (type_.nullable) set_bit(out.known, static_cast<std::size_t>(i));
    return true;
  });
  return out;
}

template <class ArrayType>
ColumnData ArrayReader::numbers() {
  const auto& values = static_cast<const ArrayType&>(array_);
  ColumnData out = make_column(type_, static_cast<std::size_t>(array_.length()));
  each([&](std::int64_t i) {
    const auto value = static_cast<double>(values.Value(i));
    const auto row = static_cast<std::size_t>(i);
    if (std::isinf(value)) return false;
    if (std::isnan(value)) {
      if (!type_.nullable) faults_.add(fault_of(rule(), InputFault::missing_value, row, line_[row], "NaN"));
      return true;
    }
    out.real[row] = value;
    if (type_.nullable) set_bit(out.known, row);
    return true;
  });
  return out;
}

template <class ArrayType>
ColumnData ArrayReader::plain_number() {
  if (type_.is(TypeKind::number)) return numbers<ArrayType>();
  return whole_values<ArrayType>([&](auto value) -> std::optional<std::int64_t> {
    if (!std::in_range<std::int64_t>(value)) return std::nullopt;
    std::int64_t whole = static_cast<std::int64_t>(value);
    if (type_.is(TypeKind::money) && __builtin_mul_overflow(whole, money_scale, &whole)) return std::nullopt;
    return whole;
  });
}

ColumnData ArrayReader::plain_numbers() {
  switch (array_.type_id()) {
    case arrow::Type::INT8: return plain_number<arrow::Int8Array>();
    case arrow::Type::INT16: return plain_number<arrow::Int16Array>();
    case arrow::Type::INT32: return plain_number<arrow::Int32Array>();
    case arrow::Type::INT64: return plain_number<arrow::Int64Array>();
    case arrow::Type::UINT8: return plain_number<arrow::UInt8Array>();
    case arrow::Type::UINT16: return plain_number<arrow::UInt16Array>();
    case arrow::Type::UINT32: return plain_number<arrow::UInt32Array>();
    case arrow::Type::UINT64: return plain_number<arrow::UInt64Array>();
    case arrow::Type::FLOAT:
      if (type_.is(TypeKind::number)) return numbers<arrow::FloatArray>();
      break;
    case arrow::Type::DOUBLE:
      if (type_.is(TypeKind::number)) return numbers<arrow::DoubleArray>();
      if (type_.is(TypeKind::money) && array_.null_count() == 0) {
        const auto& values = static_cast<const arrow::DoubleArray&>(array_);
        bool exact = true;
        for (std::int64_t i = 0; exact && i < array_.length(); ++i) exact = exact_money(values.Value(i)).has_value();
        if (exact) return whole_values<arrow::DoubleArray>(exact_money);
      }
      break;
    default: break;
  }
  return through_text();
}

ColumnData ArrayReader::booleans() {
  const auto& values = static_cast<const arrow::BooleanArray&>(array_);
  ColumnData out = make_column(type_, static_cast<std::size_t>(array_.length()));
  each([&](std::int64_t i) {
    if (values.Value(i)) set_bit(out.bits, static_cast<std::size_t>(i));
    if (type_.nullable) set_bit(out.known, static_cast<std::size_t>(i));
    return true;
  });
  return out;
}

ColumnData ArrayReader::dates() {
  const bool instant = type_.is(TypeKind::datetime);
  const auto keep = [&](Days date) { return instant ? reader_.clock().instant_of(date, 0) : date; };
  if (array_.type_id() == arrow::Type::DATE32)
    return whole_values<arrow::Date32Array>([&](std::int32_t days) { return std::optional(keep(days)); });
  constexpr std::int64_t millis_per_day = 86'400'000;
  return whole_values<arrow::Date64Array>([&](std::int64_t millis) {
    return millis % millis_per_day == 0 ? std::optional(keep(millis / millis_per_day)) : std::nullopt;
  });
}

// A timestamp without a zone is a local time of the project's zone. It is a date if it is midnight.
ColumnData ArrayReader::instants() {
  const auto& stamp = static_cast<const arrow::TimestampType&>(*array_.type());
  const bool local = stamp.timezone().empty(), instant = type_.is(TypeKind::datetime);
  const ExactMicros micros_of(unit_per_second(stamp.unit()));
  return whole_values<arrow::TimestampArray>([&](std::int64_t value) -> std::optional<std::int64_t> {
    const auto micros = micros_of(value);
    if (!micros || (!local && instant)) return micros;
    if (!has_instant(*micros)) return std::nullopt;
    if (instant) return reader_.clock().instant_of(*micros);
    return *micros % micros_per_day == 0 ? std::optional(*micros / micros_per_day) : std::nullopt;
  });
}

ColumnData ArrayReader::clocks() {
  if (array_.type_id() == arrow::Type::TIME32) {
    const ExactMicros micros_of(unit_per_second(static_cast<const arrow::Time32Type&>(*array_.type()).unit()));
    return whole_values<arrow::Time32Array>([&](std::int32_t value) { return micros_of(value); });
  }
  if (array_.type_id() == arrow::Type::TIME64) {
    const ExactMicros micros_of(unit_per_second(static_cast<const arrow::Time64Type&>(*array_.type()).unit()));
    return whole_values<arrow::Time64Array>([&](std::int64_t value) { return micros_of(value); });
  }
  const ExactMicros micros_of(unit_per_second(static_cast<const arrow::DurationType&>(*array_.type()).unit()));
  return whole_values<arrow::DurationArray>([&](std::int64_t value) -> std::optional<std::int64_t> {
    const auto micros = micros_of(value);
    if (!micros || std::abs(*micros) >> 60 != 0) return std::nullopt;
    return pack(Duration{*micros, DurationUnit::micros});
  });
}

// Amounts by their units; what is no whole number of these goes through its text, like a wrong amount.
ColumnData ArrayReader::decimals() {
  const auto& values = static_cast<const arrow::Decimal128Array&>(array_);
  const std::int32_t scale = static_cast<const arrow::Decimal128Type&>(*array_.type()).scale();
  std::int64_t units = money_scale;
  for (std::int32_t i = 0; i < scale; ++i) {
    if (units % 10 != 0) return through_text();
    units /= 10;
  }
  if (scale < 0) return through_text();
  ColumnData out = make_column(type_, static_cast<std::size_t>(array_.length()));
  for (std::int64_t i = 0; i < array_.length(); ++i) {
    if (array_.IsNull(i)) {
      if (!type_.nullable) return through_text();
      continue;
    }
    const arrow::Decimal128 value(values.GetValue(i));
    const auto low = static_cast<std::int64_t>(value.low_bits());
    if (value.high_bits() != low >> 63) return through_text();
    if (__builtin_mul_overflow(low, units, &out.whole[static_cast<std::size_t>(i)])) return through_text();
    if (type_.nullable) set_bit(out.known, static_cast<std::size_t>(i));
  }
  return out;
}

// Texts of which the declaration says nothing: each is its value.
template <class ArrayType>
ColumnData ArrayReader::texts() {
  const auto& values = static_cast<const ArrayType&>(array_);
  ColumnData out = make_column(type_, static_cast<std::size_t>(array_.length()));
  each([&](std::int64_t i) {
    const auto row = static_cast<std::size_t>(i);
    reader_.texts().look_up(values.GetView(i), row, out.codes);
    if (type_.nullable) set_bit(out.known, row);
    return true;
  });
  reader_.texts().finish(out.codes);
  return out;
}

// Each word of the dictionary is read once. Where one is wrong the rows are read one by one, so that they are told.
ColumnData ArrayReader::through_words() {
  const auto& places = static_cast<const arrow::DictionaryArray&>(array_);
  WordsRead& words = reader_.words();
  if (words.of != places.dictionary()) {
    const TextFields text = text_fields(*places.dictionary());
    FaultList faults{.keep = 0, .bad_rows = BitWords(words_for(text.fields.size()))};
    words.values = reader_.read(text.fields, std::vector<std::uint32_t>(text.fields.size()), faults);
    words.flawless = faults.total == 0;
    words.of = places.dictionary();
  }
  if (!words.flawless || (!type_.nullable && array_.null_count() > 0)) return through_text();
  return gathered(words.values, places);
}

ColumnData ArrayReader::through_text() {
  const TextFields text = text_fields(array_);
  return reader_.read(text.fields, line_, faults_);
}

ColumnData ArrayReader::read() {
  if (array_.type_id() == arrow::Type::DICTIONARY) return through_words();
  switch (source_of(*array_.type())) {
    case Source::whole:
    case Source::real:
      if (is_plain(rule()) && (type_.is(TypeKind::integer) || type_.is(TypeKind::number) || type_.is(TypeKind::money)))
        return plain_numbers();
      return through_text();
    case Source::boolean: return type_.is(TypeKind::boolean) && is_plain(rule()) ? booleans() : through_text();
    case Source::date: return dates();
    case Source::instant: return instants();
    case Source::clock:
    case Source::span: return clocks();
    case Source::decimal:
      if (is_plain(rule()) && type_.is(TypeKind::money) && array_.type_id() == arrow::Type::DECIMAL128)
        return decimals();
      return through_text();
    case Source::text:
      if (is_plain(rule()) && physical_of(type_.kind) == Physical::code) {
        if (array_.type_id() == arrow::Type::STRING) return texts<arrow::StringArray>();
        if (array_.type_id() == arrow::Type::LARGE_STRING) return texts<arrow::LargeStringArray>();
      }
      return through_text();
    case Source::none:
    case Source::other: return through_text();
  }
  return through_text();
}

}  // namespace

bool fits(const ColumnRule& rule, const arrow::DataType& type) {
  const Source source = source_of(type);
  if (source == Source::none || source == Source::text) return true;
  const bool number = source == Source::whole || source == Source::real || source == Source::decimal;
  const bool whole_in_format = source == Source::whole && has_format(rule);
  switch (rule.column->type.kind) {
    case TypeKind::boolean: return source == Source::boolean || (source == Source::whole && !rule.words.empty());
    case TypeKind::integer:
    case TypeKind::number:
    case TypeKind::money: return number;
    case TypeKind::text:
    case TypeKind::id: return source == Source::whole;
    case TypeKind::enumeration: return source == Source::whole || source == Source::boolean;
    case TypeKind::date: {
      const bool local = source == Source::instant && static_cast<const arrow::TimestampType&>(type).timezone().empty();
      return source == Source::date || local || whole_in_format;
    }
    case TypeKind::datetime: return source == Source::date || source == Source::instant || whole_in_format;
    case TypeKind::time: return source == Source::clock || whole_in_format;
    case TypeKind::duration: return source == Source::span;
    case TypeKind::error: return false;
  }
  return false;
}

ColumnData read_array(const arrow::Array& array, ColumnReader& reader, std::span<const std::uint32_t> line,
                      FaultList& faults) {
  return ArrayReader(array, reader, line, faults).read();
}

}  // namespace sop
