#include "compiler/ir/text/values.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "stdlib/time/duration.h"

namespace sop::ir_text {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_day = 86'400 * micros_per_second;
constexpr std::int64_t first_date = -719'162, last_date = 2'932'896;  // years 1 to 9999

std::string raw(std::int64_t whole) { return fmt::format("raw:{}", whole); }

std::string money_text(std::int64_t money) {
  const bool negative = money < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(money) : static_cast<std::uint64_t>(money);
  std::string text = fmt::format("{}{}.{:04}", negative ? "-" : "", size / money_scale, size % money_scale);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string date_text(std::int64_t date) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{static_cast<int>(date)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string time_text(std::int64_t micros) {
  const std::int64_t seconds = micros / micros_per_second, rest = micros % micros_per_second;
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return rest == 0 ? text : text + fmt::format(".{:06}", rest);
}

std::string datetime_text(std::int64_t micros) {
  if (micros < first_date * micros_per_day || micros >= (last_date + 1) * micros_per_day) return raw(micros);
  const std::int64_t date = (micros - (micros % micros_per_day + micros_per_day) % micros_per_day) / micros_per_day;
  return date_text(date) + "T" + time_text(micros - date * micros_per_day) + "Z";
}

std::string duration_text(std::int64_t packed) {
  const Duration duration = unpack_duration(packed);
  switch (duration.unit) {
    case DurationUnit::micros: return fmt::format("{} micros", duration.count);
    case DurationUnit::days: return fmt::format("{} days", duration.count);
    case DurationUnit::months: return fmt::format("{} months", duration.count);
  }
  return raw(packed);
}

// The number at the front of `text`, which moves behind it.
template <class T>
std::optional<T> take(std::string_view& text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// Digits after a decimal sign as so many parts of a whole: "5" of 4 digits is 5000.
std::optional<std::int64_t> take_fraction(std::string_view& text, std::size_t digits) {
  if (!skip(text, '.')) return 0;
  std::int64_t value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const bool digit = !text.empty() && text[0] >= '0' && text[0] <= '9';
    value = value * 10 + (digit ? text[0] - '0' : 0);
    if (digit) text.remove_prefix(1);
  }
  return value;
}

std::optional<std::int64_t> parse_money(std::string_view text) {
  const bool negative = skip(text, '-');
  const auto whole = take<std::uint64_t>(text);
  if (!whole) return std::nullopt;
  const auto fraction = take_fraction(text, 4);
  if (!text.empty()) return std::nullopt;
  const std::uint64_t size = *whole * std::uint64_t{money_scale} + static_cast<std::uint64_t>(*fraction);
  return static_cast<std::int64_t>(negative ? 0 - size : size);
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take<int>(text);
  if (!year || !skip(text, '-')) return std::nullopt;
  const auto month = take<unsigned>(text);
  if (!month || !skip(text, '-')) return std::nullopt;
  const auto day = take<unsigned>(text);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day ymd{std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{*day}};
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days{ymd}.time_since_epoch().count();
}

std::optional<std::int64_t> take_time(std::string_view& text) {
  const auto hours = take<std::int64_t>(text);
  if (!hours || !skip(text, ':')) return std::nullopt;
  const auto minutes = take<std::int64_t>(text);
  if (!minutes || !skip(text, ':')) return std::nullopt;
  const auto seconds = take<std::int64_t>(text);
  if (!seconds) return std::nullopt;
  const auto fraction = take_fraction(text, 6);
  return ((*hours * 60 + *minutes) * 60 + *seconds) * micros_per_second + *fraction;
}

}  // namespace

std::string number_text(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

std::string value_text(const Names& names, const Constant& constant) {
  const std::int64_t whole = constant.whole;
  switch (constant.type.kind) {
    case TypeKind::boolean: return whole != 0 ? "true" : "false";
    case TypeKind::number: return number_text(constant.real);
    case TypeKind::text:
    case TypeKind::id: return quoted(constant.text);
    case TypeKind::error:
    case TypeKind::integer: return std::to_string(whole);
    case TypeKind::money: return money_text(whole);
    case TypeKind::date: return whole < first_date || whole > last_date ? raw(whole) : date_text(whole);
    case TypeKind::time: return whole < 0 || whole >= micros_per_day ? raw(whole) : time_text(whole);
    case TypeKind::datetime: return datetime_text(whole);
    case TypeKind::duration: return duration_text(whole);
    case TypeKind::enumeration: {
      const EnumId id = constant.type.enumeration;
      const bool named = id.exists() && id.index() < names.members.size() && whole >= 0 && whole < INT32_MAX;
      return named ? names.members[id.index()].token(static_cast<std::int32_t>(whole)) : raw(whole);
    }
  }
  return raw(whole);
}

std::optional<double> parse_number(std::string_view text) {
  const auto value = take<double>(text);
  return text.empty() ? value : std::nullopt;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  const auto value = take<std::int64_t>(text);
  return text.empty() ? value : std::nullopt;
}

std::optional<std::int64_t> parse_whole_value(TypeKind kind, std::string_view text) {
  if (text.starts_with("raw:")) return parse_whole(text.substr(4));
  std::optional<std::int64_t> value;
  if (kind == TypeKind::money) return parse_money(text);
  if (kind == TypeKind::date) {
    value = take_date(text);
  } else if (kind == TypeKind::time) {
    value = take_time(text);
  } else if (kind == TypeKind::datetime) {
    value = take_date(text);
    if (!value || !skip(text, 'T')) return std::nullopt;
    const auto time = take_time(text);
    if (!time || !skip(text, 'Z')) return std::nullopt;
    *value = *value * micros_per_day + *time;
  } else {
    return parse_whole(text);
  }
  return text.empty() ? value : std::nullopt;
}

}  // namespace sop::ir_text
