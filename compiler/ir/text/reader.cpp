#include "compiler/ir/text/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/ir/text/values.h"
#include "stdlib/time/duration.h"

namespace sop::ir_text {

void Reader::fail(std::string_view expected) {
  if (error_.empty()) {
    const std::string found = at_end() ? "the end of the line" : fmt::format("`{}`", tokens_[next_].text);
    error_ = fmt::format("expected {}, found {}", expected, found);
  }
  next_ = tokens_.size();
}

const Token& Reader::token() {
  static const Token nothing;
  if (at_end()) {
    fail("a word or a quoted text");
    return nothing;
  }
  return tokens_[next_++];
}

bool Reader::accept(std::string_view word) {
  if (!looking_at(word)) return false;
  ++next_;
  return true;
}

void Reader::expect(std::string_view word) {
  if (!accept(word)) fail(fmt::format("`{}`", word));
}

std::string Reader::word() {
  if (at_end() || tokens_[next_].quoted) {
    fail("a word");
    return {};
  }
  return token().text;
}

std::string Reader::text() {
  if (at_end() || !tokens_[next_].quoted) {
    fail("a quoted text");
    return {};
  }
  return token().text;
}

std::string Reader::name() { return token().text; }

std::int32_t Reader::named(const NameTable& table) {
  const Token& name = token();
  const std::int32_t index = table.index(name.text, !name.quoted);
  if (index < 0 && !name.is("#-1")) {
    --next_;
    fail("a declared name");
  }
  return index;
}

std::size_t Reader::one_of(Words words) {
  const auto found = at_end() ? words.end() : std::ranges::find(words, std::string_view(tokens_[next_].text));
  if (found == words.end()) {
    fail("one of the known words");
    return 0;
  }
  ++next_;
  return static_cast<std::size_t>(found - words.begin());
}

std::int64_t Reader::whole() {
  const auto value = at_end() ? std::nullopt : parse_whole(tokens_[next_].text);
  if (!value) {
    fail("a whole number");
    return 0;
  }
  ++next_;
  return *value;
}

InstId Reader::inst() {
  const bool is_inst = !at_end() && tokens_[next_].text.starts_with('%');
  const auto value = is_inst ? parse_whole(std::string_view(tokens_[next_].text).substr(1)) : std::nullopt;
  if (!value) {
    fail("an instruction");
    return {};
  }
  ++next_;
  return InstId{static_cast<std::int32_t>(*value)};
}

std::vector<InstId> Reader::insts_in_parentheses() {
  std::vector<InstId> ids;
  expect("(");
  while (!at_end() && !accept(")")) {
    if (!ids.empty()) expect(",");
    ids.push_back(inst());
  }
  return ids;
}

Type Reader::type() {
  Type type;
  type.kind = static_cast<TypeKind>(one_of(type_words()));
  if (type.kind == TypeKind::enumeration) {
    expect("(");
    type.enumeration = EnumId{named(names_.enumerations)};
    expect(")");
  }
  type.nullable = accept("?");
  return type;
}

Constant Reader::value(Type type) {
  Constant constant{.type = type.with_nullable(false)};
  if (type.kind == TypeKind::text || type.kind == TypeKind::id) {
    constant.text = text();
  } else if (type.kind == TypeKind::number) {
    const auto number = parse_number(word());
    if (!number) fail("a number");
    constant.real = number.value_or(0);
  } else if (type.kind == TypeKind::boolean) {
    constant.whole = accept("true") ? 1 : 0;
    if (constant.whole == 0) expect("false");
  } else if (type.kind == TypeKind::enumeration && !at_end() && !tokens_[next_].text.starts_with("raw:")) {
    const bool known = type.enumeration.exists() && type.enumeration.index() < names_.members.size();
    if (known) constant.whole = named(names_.members[type.enumeration.index()]);
    if (!known) fail("a declared enumeration");
  } else {
    const auto whole = parse_whole_value(type.kind, word());
    if (!whole) fail(fmt::format("a {}", type_word(type.kind)));
    constant.whole = whole.value_or(0);
    if (type.kind != TypeKind::duration) return constant;
    if (accept("micros")) constant.whole = pack({constant.whole, DurationUnit::micros});
    if (accept("days")) constant.whole = pack({constant.whole, DurationUnit::days});
    if (accept("months")) constant.whole = pack({constant.whole, DurationUnit::months});
  }
  return constant;
}

void Reader::text(std::string_view key, std::string& value, std::string_view unless) {
  value = accept(key) ? text() : std::string(unless);
}

void Reader::hash(std::string_view key, std::uint64_t& value) {
  value = 0;
  if (!accept(key)) return;
  const std::string digits = word();
  const char* end = digits.data() + digits.size();
  if (digits.empty() || digits[0] != 'x' || std::from_chars(digits.data() + 1, end, value, 16).ptr != end)
    fail("16 hexadecimal digits");
}

void Reader::real(std::string_view key, double& value, double unless) {
  value = unless;
  if (accept(key)) value = parse_number(word()).value_or(unless);
}

void Reader::duration(std::string_view key, Duration& length) {
  length = accept(key) ? unpack_duration(value({TypeKind::duration, false, {}}).whole) : Duration{};
}

void Reader::time_of_day(std::string_view key, std::int64_t& micros) {
  expect(key);
  micros = value({TypeKind::time, false, {}}).whole;
}

void Reader::inst(std::string_view key, InstId& id) {
  if (accept(key)) id = inst();
}

void Reader::input(std::string_view key, InputId& id) {
  if (accept(key)) id = InputId{named(names_.inputs)};
}

void Reader::column(std::string_view key, InputId input, int& index) {
  index = accept(key) ? named(names_.columns[input.index()]) : -1;
}

void Reader::texts(std::string_view key, bool& present, std::vector<std::string>& values) {
  present = accept(key);
  if (!present) return;
  expect("(");
  while (!at_end() && !accept(")")) {
    if (!values.empty()) expect(",");
    values.push_back(text());
  }
}

void Reader::span(Span& span) {
  if (at_end() || tokens_[next_].quoted || !tokens_[next_].text.starts_with('@')) return;
  const std::string token = this->token().text;
  const char* const end = token.data() + token.size();
  auto [colon, first] = std::from_chars(token.data() + 1, end, span.file);
  auto [dash, second] = std::from_chars(std::min(colon + 1, end), end, span.begin);
  auto [rest, third] = std::from_chars(std::min(dash + 1, end), end, span.end);
  if (first != std::errc{} || second != std::errc{} || third != std::errc{}) fail("a place");
}

}  // namespace sop::ir_text
