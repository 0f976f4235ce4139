#include "runtime/explain/value_words.h"

#include <fmt/format.h>

#include <cmath>

#include "compiler/diagnostics/width.h"
#include "runtime/io/value_print.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

constexpr std::size_t widest_text = 60;

std::string glance(std::string_view text) {
  const std::string shown = visible(text);
  if (display_width(shown) <= widest_text) return shown;
  std::string cut;
  for (std::size_t i = 0; i < shown.size() && display_width(cut) < widest_text - 1;) {
    std::size_t next = i + 1;
    while (next < shown.size() && (static_cast<unsigned char>(shown[next]) & 0xC0) == 0x80) ++next;
    cut += shown.substr(i, next - i);
    i = next;
  }
  return cut + "…";
}

// 10:00:00.000000 as 10:00.
std::string without_seconds(std::string time) {
  if (time.ends_with(":00")) time.resize(time.size() - 3);
  return time;
}

struct UnitWords {
  std::int64_t micros;
  const char *one, *many, *zh;
};

constexpr UnitWords clock_units[] = {{micros_per_hour, "hour", "hours", "小时"},
                                     {60 * micros_per_second, "minute", "minutes", "分钟"},
                                     {micros_per_second, "second", "seconds", "秒"},
                                     {1, "microsecond", "microseconds", "微秒"}};

}  // namespace

std::string ValueWords::instant(Micros at) const {
  std::string out;
  print_date(zone.local_date(at), out);
  std::string time;
  print_time(zone.local_time(at), time);
  return out + " " + without_seconds(time);
}

std::string ValueWords::duration(std::int64_t packed) const {
  const Duration d = unpack_duration(packed);
  const auto words = [&](std::int64_t count, const char* one, const char* many, const char* zh) {
    if (language == Language::zh) return fmt::format("{}{}", count, zh);
    return fmt::format("{} {}", count, count == 1 ? one : many);
  };
  switch (d.unit) {
    case DurationUnit::days: return words(d.count, "day", "days", "天");
    case DurationUnit::months: return words(d.count, "month", "months", "个月");
    case DurationUnit::micros: break;
  }
  for (const UnitWords& unit : clock_units)
    if (d.count % unit.micros == 0) return words(d.count / unit.micros, unit.one, unit.many, unit.zh);
  return {};
}

// A glance at a number: `≈22.932` for 22.931956779474525.
std::string ValueWords::number(double value) {
  constexpr int shown_decimals = 4;
  std::string exact;
  print_number(value, exact);
  const std::size_t point = exact.find('.');
  if (point == std::string::npos || exact.find('e') != std::string::npos || exact.size() - point - 1 <= shown_decimals)
    return exact;
  std::string rounded = fmt::format("{:.{}f}", value, shown_decimals);
  if (std::fabs(value) < 0.001) rounded = fmt::format("{:.{}g}", value, shown_decimals);
  while (rounded.ends_with('0')) rounded.pop_back();
  if (rounded.ends_with('.')) rounded.pop_back();
  return "≈" + rounded;
}

std::string ValueWords::of(const KnownValue& value) const {
  std::string out;
  switch (value.type.kind) {
    case TypeKind::boolean:
      return language == Language::zh ? (value.whole != 0 ? "真" : "假") : (value.whole != 0 ? "true" : "false");
    case TypeKind::integer: print_integer(value.whole, out); break;
    case TypeKind::number: return number(value.real);
    case TypeKind::money: print_money(value.whole, out); break;
    case TypeKind::text:
    case TypeKind::id: return value.text.empty() ? "\"\"" : glance(value.text);
    case TypeKind::date: print_date(value.whole, out); break;
    case TypeKind::time: print_time(value.whole, out); return without_seconds(out);
    case TypeKind::datetime: return instant(value.whole);
    case TypeKind::duration: return duration(value.whole);
    case TypeKind::enumeration:
      return visible(
          program.enumerations[value.type.enumeration.index()].members[static_cast<std::size_t>(value.whole)]);
    case TypeKind::error: break;
  }
  return out;
}

std::string ValueWords::literal(const KnownValue& value) const {
  const bool quoted = (value.type.is(TypeKind::text) || value.type.is(TypeKind::id)) && !value.text.empty();
  return quoted ? "\"" + of(value) + "\"" : of(value);
}

}  // namespace sop
