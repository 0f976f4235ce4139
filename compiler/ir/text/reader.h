// Reads one line of tokens: the mirror of Writer. The first mistake of a line is kept; everything after it reads as
// nothing, so callers need not test each step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/text/names.h"

namespace sop::ir_text {

struct Token {
  std::string text;
  bool quoted = false;
  bool is(std::string_view word) const { return !quoted && text == word; }
};

// Words, quoted texts, and single signs of `(){},=?`.
std::vector<Token> tokens_of(std::string_view line);

class Reader {
 public:
  Reader(std::string_view line, const Names& names) : tokens_(tokens_of(line)), names_(names) {}

  bool at_end() const { return next_ >= tokens_.size(); }
  const std::string& error() const { return error_; }
  void fail(std::string_view expected);
  bool looking_at(std::string_view word) const { return !at_end() && tokens_[next_].is(word); }
  bool accept(std::string_view word);
  void expect(std::string_view word);

  std::string word();    // any bare token
  std::string text();    // a quoted token
  std::string name();    // either
  const Token& token();  // either, as it stands
  std::int32_t named(const NameTable& table);
  std::size_t one_of(Words words);
  std::int64_t whole();
  InstId inst();
  std::vector<InstId> insts_in_parentheses();
  Type type();
  Constant value(Type type);

  void flag(std::string_view key, bool& value) { value = accept(key); }
  void hash(std::string_view key, std::uint64_t& value);
  void text(std::string_view key, std::string& value, std::string_view unless = {});
  template <class T>
  void whole(std::string_view key, T& value, T unless) {
    value = accept(key) ? static_cast<T>(whole()) : unless;
  }
  void real(std::string_view key, double& value, double unless);
  void duration(std::string_view key, Duration& value);
  void time_of_day(std::string_view key, std::int64_t& micros);
  void inst(std::string_view key, InstId& id);
  void input(std::string_view key, InputId& id);
  void column(std::string_view key, InputId input, int& index);
  void texts(std::string_view key, bool& present, std::vector<std::string>& values);
  void span(Span& span);

  const Names& names() const { return names_; }

 private:
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  const Names& names_;
  std::string error_;
};

}  // namespace sop::ir_text
