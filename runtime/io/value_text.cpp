// Hand-written where a library would accept more than the language does (signs, blanks, exponents).
#include "runtime/io/value_text.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "compiler/ir/type.h"

namespace sop {
namespace {

constexpr std::size_t money_decimals = 4;

// "1,234,567": one to three digits, then groups of three. Appends the digits alone.
bool without_commas(std::string_view text, char* digits, std::size_t capacity, std::size_t& size) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return false;
  if (comma == 0 || comma > 3 || text.size() > capacity) return false;
  size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool comma_due = i >= comma && (i - comma) % 4 == 0;
    if (comma_due ? text[i] != ',' : !is_digit(text[i])) return false;
    if (!comma_due) digits[size++] = text[i];
  }
  return (text.size() - comma) % 4 == 0;
}

bool append_digits(std::string_view digits, std::uint64_t& value) {
  for (char c : digits) {
    if (!is_digit(c)) return false;
    if (value > (std::numeric_limits<std::uint64_t>::max() - 9) / 10) return false;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return true;
}

bool equals_lower(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] | 0x20) != lower[i]) return false;
  return true;
}

// Length of the UTF-8 sequence at `p`, or 0. Follows table 3-7 of the Unicode standard.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const auto continues = [&](std::size_t i) { return i < left && (p[i] & 0xC0) == 0x80; };
  if (p[0] < 0x80) return 1;
  if (p[0] >= 0xC2 && p[0] <= 0xDF) return continues(1) ? 2 : 0;
  if (p[0] >= 0xE0 && p[0] <= 0xEF) {
    if (!continues(1) || !continues(2)) return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0;
    return 3;
  }
  if (p[0] >= 0xF0 && p[0] <= 0xF4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || std::isinf(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> money_of(std::string_view text, bool thousands) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || decimals.size() > money_decimals) return std::nullopt;
  if (point != std::string_view::npos && decimals.empty()) return std::nullopt;
  char digits[32];
  std::size_t size = 0;
  if (thousands && without_commas(whole, digits, sizeof digits, size)) whole = {digits, size};
  std::uint64_t value = 0;
  constexpr std::string_view zeros = "0000";
  if (!append_digits(whole, value) || !append_digits(decimals, value) ||
      !append_digits(zeros.substr(decimals.size()), value))
    return std::nullopt;
  const std::uint64_t most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1 : 0);
  if (value > most) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

std::optional<bool> boolean_of(std::string_view text) {
  if (equals_lower(text, "true")) return true;
  if (equals_lower(text, "false")) return false;
  return std::nullopt;
}

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t i = 0;
  while (i < text.size()) {
    for (std::uint64_t word = 0; i + 8 <= text.size(); i += 8) {
      std::memcpy(&word, p + i, 8);
      if (word & 0x8080808080808080u) break;
    }
    if (i == text.size()) break;
    const std::size_t length = sequence_length(p + i, text.size() - i);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

}  // namespace sop
