// Fixed columns, so a date is a handful of comparisons per row.
#include "runtime/io/time_text.h"

#include <chrono>

#include "runtime/io/value_text.h"

namespace sop {
namespace {

// Two digits, or -1.
int two_digits(const char* p) {
  if (!is_digit(p[0]) || !is_digit(p[1])) return -1;
  return (p[0] - '0') * 10 + (p[1] - '0');
}

std::optional<Micros> take_clock(std::string_view& text) {
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const int hour = two_digits(text.data()), minute = two_digits(text.data() + 3);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  text.remove_prefix(5);
  Micros time = hour * micros_per_hour + minute * micros_per_minute;
  if (!text.starts_with(':')) return time;
  const int second = text.size() < 3 ? -1 : two_digits(text.data() + 1);
  if (second < 0 || second > 59) return std::nullopt;
  text.remove_prefix(3);
  time += second * micros_per_second;
  if (!text.starts_with('.')) return time;
  std::size_t digits = 1;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const auto fraction = fraction_micros(text.substr(1, digits - 1));
  if (!fraction) return std::nullopt;
  text.remove_prefix(digits);
  return time + *fraction;
}

struct UnitWord {
  std::string_view word;
  Duration one;
};

constexpr Duration micros(Micros count) { return {count, DurationUnit::micros}; }
constexpr UnitWord unit_words[] = {
    {"second", micros(micros_per_second)}, {"seconds", micros(micros_per_second)}, {"秒", micros(micros_per_second)},
    {"minute", micros(micros_per_minute)}, {"minutes", micros(micros_per_minute)}, {"分钟", micros(micros_per_minute)},
    {"hour", micros(micros_per_hour)},     {"hours", micros(micros_per_hour)},     {"小时", micros(micros_per_hour)},
    {"day", {1, DurationUnit::days}},      {"days", {1, DurationUnit::days}},      {"天", {1, DurationUnit::days}},
    {"week", {7, DurationUnit::days}},     {"weeks", {7, DurationUnit::days}},     {"周", {7, DurationUnit::days}},
    {"month", {1, DurationUnit::months}},  {"months", {1, DurationUnit::months}},  {"个月", {1, DurationUnit::months}},
    {"year", {12, DurationUnit::months}},  {"years", {12, DurationUnit::months}},  {"年", {12, DurationUnit::months}},
};

}  // namespace

std::optional<Days> days_of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<Days> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int century = two_digits(text.data()), year = two_digits(text.data() + 2);
  const int month = two_digits(text.data() + 5), day = two_digits(text.data() + 8);
  if (century < 0 || year < 0) return std::nullopt;
  return days_of(century * 100 + year, month, day);
}

std::optional<Micros> time_of(std::string_view text) {
  const auto time = take_clock(text);
  return text.empty() ? time : std::nullopt;
}

std::optional<Micros> fraction_micros(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  Micros value = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (!is_digit(digits[i]) || (i >= 6 && digits[i] != '0')) return std::nullopt;
    if (i < 6) value = value * 10 + (digits[i] - '0');
  }
  for (std::size_t i = digits.size(); i < 6; ++i) value *= 10;
  return value;
}

std::optional<Micros> take_offset(std::string_view& text) {
  if (text.starts_with('Z')) {
    text.remove_prefix(1);
    return 0;
  }
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const Micros sign = text[0] == '-' ? -1 : 1;
  const int hours = two_digits(text.data() + 1);
  text.remove_prefix(3);
  int minutes = 0;
  const std::size_t colon = text.starts_with(':') ? 1 : 0;
  if (colon == 1 || !text.empty()) {
    minutes = text.size() < colon + 2 ? -1 : two_digits(text.data() + colon);
    text.remove_prefix(std::min(text.size(), colon + 2));
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * micros_per_hour + minutes * micros_per_minute);
}

std::optional<LocalTime> moment_of(std::string_view text) {
  const auto date = date_of(text.substr(0, 10));
  if (!date) return std::nullopt;
  LocalTime moment{.date = *date};
  if (text.size() == 10) return moment;
  if (text[10] != 'T' && text[10] != ' ') return std::nullopt;
  text.remove_prefix(11);
  const auto time = take_clock(text);
  if (!time) return std::nullopt;
  moment.time = *time;
  if (text.empty()) return moment;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  moment.has_offset = true;
  moment.offset_us = *offset;
  return moment;
}

Micros instant_of(const LocalTime& moment, LocalClock& clock) {
  if (moment.has_offset) return moment.date * micros_per_day + moment.time - moment.offset_us;
  return clock.instant_of(moment.date, moment.time);
}

std::optional<Duration> duration_of(std::string_view text) {
  std::size_t digits = text.starts_with('-') ? 1 : 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const auto count = integer_of(text.substr(0, digits));
  if (!count) return std::nullopt;
  text.remove_prefix(digits);
  if (text.starts_with(' ')) text.remove_prefix(1);
  constexpr std::int64_t limit = std::int64_t{1} << 60;
  for (const UnitWord& unit : unit_words) {
    if (text != unit.word) continue;
    if (*count > limit / unit.one.count || *count < -limit / unit.one.count) return std::nullopt;
    return Duration{*count * unit.one.count, unit.one.unit};
  }
  return std::nullopt;
}

}  // namespace sop
