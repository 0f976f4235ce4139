#include "compiler/ir/text/writer.h"

#include <fmt/format.h>

#include "compiler/ir/text/values.h"

namespace sop::ir_text {

void Writer::begin_line(int indent) {
  out_.append(static_cast<std::size_t>(indent), ' ');
  line_empty_ = true;
}

void Writer::word(std::string_view token) {
  if (!line_empty_) out_ += ' ';
  line_empty_ = false;
  out_ += token;
}

void Writer::value(const Constant& constant) { word(value_text(names_, constant)); }

void Writer::type(Type type) {
  word(type_words()[static_cast<std::size_t>(type.kind)]);
  if (type.kind == TypeKind::enumeration) glue(fmt::format("({})", names_.enumerations.token(type.enumeration.value)));
  if (type.nullable) glue("?");
}

void Writer::hash(std::string_view key, std::uint64_t value) {
  if (value == 0) return;
  word(key);
  word(fmt::format("x{:016x}", value));
}

void Writer::flag(std::string_view key, bool value) {
  if (value) word(key);
}

void Writer::text(std::string_view key, const std::string& value, std::string_view unless) {
  if (value == unless) return;
  word(key);
  word(quoted(value));
}

void Writer::whole(std::string_view key, std::int64_t value, std::int64_t unless) {
  if (value == unless) return;
  word(key);
  word(std::to_string(value));
}

void Writer::real(std::string_view key, double value, double unless) {
  if (value == unless) return;
  word(key);
  word(number_text(value));
}

void Writer::duration(std::string_view key, Duration length) {
  if (length.count == 0) return;
  word(key);
  value({.type = {TypeKind::duration, false, {}}, .whole = pack(length)});
}

void Writer::time_of_day(std::string_view key, std::int64_t micros) {
  word(key);
  value({.type = {TypeKind::time, false, {}}, .whole = micros});
}

void Writer::inst(std::string_view key, InstId id) {
  if (!id.exists()) return;
  word(key);
  inst(id);
}

void Writer::input(std::string_view key, InputId id) {
  if (!id.exists()) return;
  word(key);
  word(names_.inputs.token(id.value));
}

void Writer::column(std::string_view key, InputId input, int index) {
  if (index < 0) return;
  word(key);
  word(names_.columns[input.index()].token(index));
}

void Writer::texts(std::string_view key, bool present, const std::vector<std::string>& values) {
  if (!present) return;
  word(key);
  word("(");
  for (std::size_t i = 0; i < values.size(); ++i) glue(fmt::format("{}{}", i == 0 ? "" : ", ", quoted(values[i])));
  glue(")");
}

void Writer::span(Span span) {
  if (!spans_ || !span.exists()) return;
  word(fmt::format("@{}:{}-{}", span.file, span.begin, span.end));
}

}  // namespace sop::ir_text
