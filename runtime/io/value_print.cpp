#include "runtime/io/value_print.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <iterator>

#include "stdlib/time/duration.h"

namespace sop {
namespace {

Days floor_days(Micros micros) { return micros / micros_per_day - (micros % micros_per_day < 0); }

void append_whole(std::int64_t value, std::string& out) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

// The shortest that reads back as the same number. People read it: an exponent only where there would be more zeros
// than digits anybody counts.
void append_real(double value, std::string& out) {
  constexpr double smallest = 1e-6, largest = 1e15;
  const double size = std::fabs(value);
  const bool is_plain = value == 0 || (size >= smallest && size < largest);
  char text[48];
  char* const end = is_plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr
                             : std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void append_two(std::int64_t value, std::string& out) {
  out += static_cast<char>('0' + value / 10 % 10);
  out += static_cast<char>('0' + value % 10);
}

void append_fraction(Micros micros, std::string& out) {
  if (micros != 0) fmt::format_to(std::back_inserter(out), ".{:06}", micros);
}

struct NamedUnit {
  std::int64_t size;
  std::string_view word;
};

// The largest unit that divides the count.
void append_units(std::int64_t count, std::initializer_list<NamedUnit> units, std::string& out) {
  for (const NamedUnit& unit : units) {
    if (count % unit.size != 0) continue;
    fmt::format_to(std::back_inserter(out), "{} {}{}", count / unit.size, unit.word, count / unit.size == 1 ? "" : "s");
    return;
  }
}

}  // namespace

void print_integer(std::int64_t value, std::string& out) { append_whole(value, out); }
void print_number(double value, std::string& out) { append_real(value == 0 ? 0.0 : value, out); }

void print_money(std::int64_t units, std::string& out) {
  const auto size = units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  if (units < 0) out += '-';
  append_whole(static_cast<std::int64_t>(size / money_scale), out);
  std::uint64_t decimals = size % money_scale;
  if (decimals == 0) return;
  out += '.';
  for (std::uint64_t place = money_scale / 10; decimals > 0; decimals %= place, place /= 10)
    out += static_cast<char>('0' + decimals / place);
}

void print_date(Days date, std::string& out) {
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(date))};
  const int year = static_cast<int>(day.year());
  if (year >= 0 && year <= 9999) {
    append_two(year / 100, out);
    append_two(year % 100, out);
  } else {
    append_whole(year, out);
  }
  out += '-';
  append_two(static_cast<unsigned>(day.month()), out);
  out += '-';
  append_two(static_cast<unsigned>(day.day()), out);
}

void print_time(Micros time, std::string& out) {
  append_two(time / micros_per_hour, out);
  out += ':';
  append_two(time / micros_per_minute % 60, out);
  out += ':';
  append_two(time / micros_per_second % 60, out);
  append_fraction(time % micros_per_second, out);
}

// An offset with seconds (old local mean times) is written as its whole minutes; the instant is the same.
void print_instant(Micros instant, const ZoneRules& zone, std::string& out) {
  const Micros offset = zone.offset_at(instant);
  const Micros minutes = offset / micros_per_minute;
  const Micros local = instant + minutes * micros_per_minute;
  const Days date = floor_days(local);
  print_date(date, out);
  out += 'T';
  print_time(local - date * micros_per_day, out);
  out += minutes < 0 ? '-' : '+';
  const Micros size = minutes < 0 ? -minutes : minutes;
  append_two(size / 60, out);
  out += ':';
  append_two(size % 60, out);
}

void print_duration(std::int64_t packed, std::string& out) {
  const Duration duration = unpack_duration(packed);
  switch (duration.unit) {
    case DurationUnit::months: return append_units(duration.count, {{12, "year"}, {1, "month"}}, out);
    case DurationUnit::days: return append_units(duration.count, {{1, "day"}}, out);
    case DurationUnit::micros: break;
  }
  if (duration.count % micros_per_second == 0)
    return append_units(duration.count,
                        {{micros_per_hour, "hour"}, {micros_per_minute, "minute"}, {micros_per_second, "second"}}, out);
  const Micros size = duration.count < 0 ? -duration.count : duration.count;
  fmt::format_to(std::back_inserter(out), "{}{}.{:06} seconds", duration.count < 0 ? "-" : "", size / micros_per_second,
                 size % micros_per_second);
}

void print_value(const ColumnData& column, std::size_t row, const PrintContext& context, std::string& out) {
  if (!column.is_known(row)) return;
  switch (column.type.kind) {
    case TypeKind::boolean: out += bit_at(column.bits, row) ? "true" : "false"; return;
    case TypeKind::integer: return print_integer(column.whole[row], out);
    case TypeKind::number: return print_number(column.real[row], out);
    case TypeKind::money: return print_money(column.whole[row], out);
    case TypeKind::text:
    case TypeKind::id: out += context.pool->text(column.codes[row]); return;
    case TypeKind::date: return print_date(column.whole[row], out);
    case TypeKind::time: return print_time(column.whole[row], out);
    case TypeKind::datetime: return print_instant(column.whole[row], *context.zone, out);
    case TypeKind::duration: return print_duration(column.whole[row], out);
    case TypeKind::enumeration: out += (*context.members)[static_cast<std::size_t>(column.whole[row])]; return;
    case TypeKind::error: return;
  }
}

}  // namespace sop
