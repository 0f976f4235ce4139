// Writes one line: `key value` pairs that are left out where the value is the default. text/fields.h says which keys a
// declaration has, for the writer and the reader alike.
#pragma once

#include <fmt/format.h>

#include "compiler/ir/text/names.h"

namespace sop::ir_text {

class Writer {
 public:
  Writer(const Program& program, const Names& names, bool spans) : program_(program), names_(names), spans_(spans) {}

  // Takes the finished lines.
  std::string take() { return std::move(out_); }
  void begin_line(int indent = 0);
  void end_line() { out_ += '\n'; }

  void word(std::string_view token);  // blank between words
  void glue(std::string_view token) { out_ += token; }
  void value(const Constant& constant);
  void type(Type type);
  void inst(InstId id) { word(fmt::format("%{}", id.value)); }

  void flag(std::string_view key, bool value);
  void hash(std::string_view key, std::uint64_t value);  // nothing for 0
  void text(std::string_view key, const std::string& value, std::string_view unless = {});
  void whole(std::string_view key, std::int64_t value, std::int64_t unless);
  void real(std::string_view key, double value, double unless);
  void duration(std::string_view key, Duration value);  // nothing for no time
  void time_of_day(std::string_view key, std::int64_t micros);
  void inst(std::string_view key, InstId id);
  void input(std::string_view key, InputId id);
  void column(std::string_view key, InputId input, int index);
  void texts(std::string_view key, bool present, const std::vector<std::string>& values);
  void span(Span span);

  const Program& program() const { return program_; }
  const Names& names() const { return names_; }

 private:
  const Program& program_;
  const Names& names_;
  bool spans_;
  bool line_empty_ = true;
  std::string out_;
};

}  // namespace sop::ir_text
