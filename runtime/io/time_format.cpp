// Short forms (%F, %T, %R) are spelled out when parsed, so reading knows the single fields only.
#include "runtime/io/time_format.h"

#include <span>
#include <string>

#include "runtime/io/value_text.h"
#include "stdlib/time/time_words.h"

namespace sop {
namespace {

constexpr std::string_view numeric_fields = "YymdHIMSf";
constexpr std::string_view months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                       "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_numeric(const TimeFormat::Part& part) {
  return part.what != 0 && numeric_fields.find(part.what) != std::string_view::npos;
}

std::string spelled_out(std::string_view format) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const std::string_view word = format.substr(i, 2);
    const std::string_view longer = word == "%F" ? "%Y-%m-%d" : word == "%T" ? "%H:%M:%S" : word == "%R" ? "%H:%M" : "";
    if (!longer.empty() || word == "%%") {
      out += longer.empty() ? word : longer;
      ++i;
    } else {
      out += format[i];
    }
  }
  return out;
}

// The fields of one text, before they are put together.
struct Reading {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  Micros fraction = 0;
  bool twelve_hours = false, afternoon = false, has_offset = false;
  Micros offset_us = 0;
};

std::optional<int> take_number(std::string_view& text, std::size_t width, bool fixed) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < width && digits < text.size() && is_digit(text[digits])) value = value * 10 + (text[digits++] - '0');
  if (digits == 0 || (fixed && digits < width)) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take_fraction(std::string_view& text, Reading& reading) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const auto fraction = fraction_micros(text.substr(0, digits));
  text.remove_prefix(digits);
  reading.fraction = fraction.value_or(0);
  return fraction.has_value();
}

// Three letters or two, in any case: the index in `words`, or -1.
int take_word(std::string_view& text, std::span<const std::string_view> words) {
  for (std::size_t w = 0; w < words.size(); ++w) {
    bool same = text.size() >= words[w].size();
    for (std::size_t i = 0; same && i < words[w].size(); ++i) same = (text[i] | 0x20) == words[w][i];
    if (!same) continue;
    text.remove_prefix(words[w].size());
    return static_cast<int>(w);
  }
  return -1;
}

int* number_field(char what, Reading& reading) {
  switch (what) {
    case 'Y':
    case 'y': return &reading.year;
    case 'm': return &reading.month;
    case 'd': return &reading.day;
    case 'H':
    case 'I': return &reading.hour;
    case 'M': return &reading.minute;
    default: return &reading.second;
  }
}

bool take_part(const TimeFormat::Part& part, std::string_view& text, Reading& reading) {
  constexpr std::string_view halves[] = {"am", "pm"};
  if (part.what == 0) {
    if (!text.starts_with(part.literal)) return false;
    text.remove_prefix(1);
    return true;
  }
  if (part.what == 'f') return take_fraction(text, reading);
  if (part.what == 'z') {
    const auto offset = take_offset(text);
    reading.has_offset = offset.has_value();
    reading.offset_us = offset.value_or(0);
    return offset.has_value();
  }
  if (part.what == 'b') return (reading.month = take_word(text, months) + 1) > 0;
  if (part.what == 'p') {
    const int half = take_word(text, halves);
    reading.afternoon = half == 1;
    return half >= 0;
  }
  const auto number = take_number(text, part.what == 'Y' ? 4 : 2, part.fixed);
  if (!number) return false;
  *number_field(part.what, reading) = part.what == 'y' ? *number + (*number < 69 ? 2000 : 1900) : *number;
  reading.twelve_hours |= part.what == 'I';
  return true;
}

std::optional<LocalTime> put_together(Reading reading) {
  if (reading.twelve_hours) {
    if (reading.hour < 1 || reading.hour > 12) return std::nullopt;
    reading.hour = reading.hour % 12 + (reading.afternoon ? 12 : 0);
  }
  const auto date = days_of(reading.year, reading.month, reading.day);
  if (!date || reading.hour > 23 || reading.minute > 59 || reading.second > 59) return std::nullopt;
  const Micros seconds = (reading.hour * 60 + reading.minute) * 60 + reading.second;
  return LocalTime{*date, seconds * micros_per_second + reading.fraction, reading.has_offset, reading.offset_us};
}

}  // namespace

std::optional<TimeFormat> TimeFormat::parse(std::string_view format) {
  TimeFormat result;
  const std::string words = spelled_out(format);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != '%') {
      result.parts_.push_back({.literal = words[i]});
      continue;
    }
    if (++i == words.size() || !time_fields.contains(words[i])) return std::nullopt;
    const bool percent = words[i] == '%';
    result.parts_.push_back({.what = percent ? '\0' : words[i], .literal = percent ? '%' : '\0'});
  }
  for (std::size_t i = 0; i < result.parts_.size(); ++i) {
    Part& part = result.parts_[i];
    const bool touches = (i > 0 && is_numeric(result.parts_[i - 1])) ||
                         (i + 1 < result.parts_.size() && is_numeric(result.parts_[i + 1]));
    part.fixed = touches || part.what == 'Y' || part.what == 'y' || part.what == 'M' || part.what == 'S';
  }
  return result;
}

std::optional<LocalTime> TimeFormat::read(std::string_view text) const {
  Reading reading;
  for (const Part& part : parts_)
    if (!take_part(part, text, reading)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return put_together(reading);
}

}  // namespace sop
