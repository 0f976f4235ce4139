#include "bindings/c/arrow/column_values.h"

#include <cmath>

#include "bindings/c/arrow/column_text.h"
#include "runtime/io/exact_values.h"

namespace sop::embed {
namespace {

// Nothing of the declaration speaks about the file's spelling, so the typed value is taken as it is.
bool is_plain(const ColumnRule& rule) {
  return !rule.column->missing_declared && rule.column->format.empty() && rule.words.empty();
}

class Reading {
 public:
  Reading(const ColumnView& column, ColumnReader& reader, std::span<const std::uint32_t> line, FaultList& faults)
      : column_(column), reader_(reader), line_(line), faults_(faults), type_(reader.rule().column->type) {}

  ColumnData run() {
    if (column_.type().in_dictionary) return through_text();
    switch (column_.type().kind) {
      case ArrowKind::whole:
      case ArrowKind::real: return is_plain(rule()) ? plain_numbers() : through_text();
      case ArrowKind::boolean: return type_.is(TypeKind::boolean) && is_plain(rule()) ? booleans() : through_text();
      case ArrowKind::date: return dates();
      case ArrowKind::instant: return instants();
      case ArrowKind::clock: return clocks();
      case ArrowKind::span: return spans();
      case ArrowKind::none:
      case ArrowKind::text:
      case ArrowKind::decimal:
      case ArrowKind::other: return through_text();
    }
    return through_text();
  }

 private:
  const ColumnRule& rule() const { return reader_.rule(); }
  std::size_t rows() const { return static_cast<std::size_t>(column_.rows()); }

  // `store(i)` keeps the value of row i, or says false.
  template <class Store>
  ColumnData each(Store store) {
    ColumnData out = make_column(type_, rows());
    for (std::int64_t i = 0; i < column_.rows(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (column_.is_null(i)) {
        if (!type_.nullable) faults_.add(fault_of(rule(), InputFault::missing_value, row, line_[row], ""));
      } else if (!store(i, out)) {
        faults_.add(fault_of(rule(), InputFault::bad_value, row, line_[row], value_text(column_, i)));
      }
    }
    return out;
  }

  // `convert(i)` gives the value, or nothing where it does not fit.
  template <class Convert>
  ColumnData whole_values(Convert convert) {
    return each([&](std::int64_t i, ColumnData& out) {
      const std::optional<std::int64_t> value = convert(i);
      if (!value) return false;
      out.whole[static_cast<std::size_t>(i)] = *value;
      if (type_.nullable) set_bit(out.known, static_cast<std::size_t>(i));
      return true;
    });
  }

  double real_at(std::int64_t i) const {
    if (column_.type().kind == ArrowKind::whole) {
      const std::int64_t value = column_.whole(i);
      return beyond_signed(value) ? static_cast<double>(static_cast<std::uint64_t>(value)) : static_cast<double>(value);
    }
    return column_.type().bytes == 4 ? double{column_.value<float>(i)} : column_.value<double>(i);
  }

  ColumnData numbers() {
    return each([&](std::int64_t i, ColumnData& out) {
      const double value = real_at(i);
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
  }

  // An unsigned number whose bits read as a negative one.
  bool beyond_signed(std::int64_t bits) const {
    return bits < 0 && !column_.type().is_signed && column_.type().bytes == 8;
  }

  ColumnData whole_numbers() {
    return whole_values([&](std::int64_t i) -> std::optional<std::int64_t> {
      std::int64_t value = column_.whole(i);
      if (beyond_signed(value)) return std::nullopt;
      if (type_.is(TypeKind::money) && __builtin_mul_overflow(value, money_scale, &value)) return std::nullopt;
      return value;
    });
  }

  bool all_are_money() const {
    for (std::int64_t i = 0; i < column_.rows(); ++i)
      if (column_.is_null(i) || !exact_money(column_.value<double>(i))) return false;
    return true;
  }

  ColumnData plain_numbers() {
    const bool whole = column_.type().kind == ArrowKind::whole;
    if (type_.is(TypeKind::number)) return numbers();
    if (whole && (type_.is(TypeKind::integer) || type_.is(TypeKind::money))) return whole_numbers();
    if (!whole && column_.type().bytes == 8 && type_.is(TypeKind::money) && all_are_money())
      return whole_values([&](std::int64_t i) { return exact_money(column_.value<double>(i)); });
    return through_text();
  }

  ColumnData booleans() {
    return each([&](std::int64_t i, ColumnData& out) {
      if (column_.truth(i)) set_bit(out.bits, static_cast<std::size_t>(i));
      if (type_.nullable) set_bit(out.known, static_cast<std::size_t>(i));
      return true;
    });
  }

  ColumnData dates() {
    const bool instant = type_.is(TypeKind::datetime);
    constexpr std::int64_t millis_per_day = 86'400'000;
    return whole_values([&](std::int64_t i) -> std::optional<std::int64_t> {
      Days date = 0;
      if (column_.type().bytes == 4) {
        date = column_.value<std::int32_t>(i);
      } else {
        const auto millis = column_.value<std::int64_t>(i);
        if (millis % millis_per_day != 0) return std::nullopt;
        date = millis / millis_per_day;
      }
      if (!instant) return date;
      constexpr Days far = 106'000'000;  // beyond it no instant has a number
      if (date < -far || date > far) return std::nullopt;
      return reader_.clock().instant_of(date, 0);
    });
  }

  // A timestamp without a zone is a local time of the project's zone. It is a date if it is midnight.
  ColumnData instants() {
    const bool local = !column_.type().has_zone, instant = type_.is(TypeKind::datetime);
    const ExactMicros micros_of(column_.type().units_per_second);
    return whole_values([&](std::int64_t i) -> std::optional<std::int64_t> {
      const auto micros = micros_of(column_.value<std::int64_t>(i));
      if (!micros || !has_instant(*micros)) return std::nullopt;
      if (!local && instant) return micros;
      if (instant) return reader_.clock().instant_of(*micros);
      return *micros % micros_per_day == 0 ? std::optional(*micros / micros_per_day) : std::nullopt;
    });
  }

  std::optional<Micros> micros_at(std::int64_t i) const {
    const std::int64_t value =
        column_.type().bytes == 4 ? column_.value<std::int32_t>(i) : column_.value<std::int64_t>(i);
    return ExactMicros(column_.type().units_per_second)(value);
  }

  ColumnData clocks() {
    return whole_values([&](std::int64_t i) { return micros_at(i); });
  }

  ColumnData spans() {
    return whole_values([&](std::int64_t i) -> std::optional<std::int64_t> {
      const auto micros = micros_at(i);
      if (!micros || *micros == INT64_MIN || std::abs(*micros) >> 60 != 0) return std::nullopt;
      return pack(Duration{*micros, DurationUnit::micros});
    });
  }

  ColumnData through_text() {
    const ColumnTexts texts = column_texts(column_);
    return reader_.read(texts.fields, line_, faults_);
  }

  const ColumnView& column_;
  ColumnReader& reader_;
  std::span<const std::uint32_t> line_;
  FaultList& faults_;
  Type type_;
};

}  // namespace

bool fits(const ColumnRule& rule, const ArrowType& type) {
  const ArrowKind kind = type.kind;
  if (kind == ArrowKind::none || kind == ArrowKind::text) return true;
  const bool whole = kind == ArrowKind::whole;
  const bool whole_in_format = whole && !rule.column->format.empty();
  switch (rule.column->type.kind) {
    case TypeKind::boolean: return kind == ArrowKind::boolean || (whole && !rule.words.empty());
    case TypeKind::integer:
    case TypeKind::number:
    case TypeKind::money: return whole || kind == ArrowKind::real || kind == ArrowKind::decimal;
    case TypeKind::text:
    case TypeKind::id: return whole;
    case TypeKind::enumeration: return whole || kind == ArrowKind::boolean;
    case TypeKind::date:
      return kind == ArrowKind::date || (kind == ArrowKind::instant && !type.has_zone) || whole_in_format;
    case TypeKind::datetime: return kind == ArrowKind::date || kind == ArrowKind::instant || whole_in_format;
    case TypeKind::time: return kind == ArrowKind::clock || whole_in_format;
    case TypeKind::duration: return kind == ArrowKind::span;
    case TypeKind::error: return false;
  }
  return false;
}

ColumnData read_column(const ColumnView& column, ColumnReader& reader, std::span<const std::uint32_t> line,
                       FaultList& faults) {
  return Reading(column, reader, line, faults).run();
}

}  // namespace sop::embed
