// Cutting a printed line into tokens.
#include "compiler/ir/text/reader.h"

namespace sop::ir_text {
namespace {

constexpr std::string_view signs = "(){},=?";

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The text behind an opening quote; `at` moves behind the closing one.
std::string unquote(std::string_view line, std::size_t& at) {
  std::string text;
  while (at < line.size() && line[at] != '"') {
    if (line[at] != '\\' || at + 1 >= line.size()) {
      text += line[at++];
      continue;
    }
    const char escape = line[at + 1];
    at += 2;
    if (escape == 'n') {
      text += '\n';
    } else if (escape == 'x' && at + 1 < line.size()) {
      text += static_cast<char>(hex_digit(line[at]) * 16 + hex_digit(line[at + 1]));
      at += 2;
    } else {
      text += escape;
    }
  }
  ++at;
  return text;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view line) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < line.size()) {
    const char c = line[at];
    if (c == ' ') {
      ++at;
    } else if (c == '"') {
      ++at;
      tokens.push_back({unquote(line, at), true});
    } else if (signs.contains(c)) {
      tokens.push_back({std::string(1, c), false});
      ++at;
    } else {
      const std::size_t end = std::min(line.find_first_of(" \"(){},=?", at), line.size());
      tokens.push_back({std::string(line.substr(at, end - at)), false});
      at = end;
    }
  }
  return tokens;
}

}  // namespace sop::ir_text
