// Tokens of one file: what was read, where, and - after parsing - which keyword it plays at its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source.h"
#include "grammar/keywords.h"
#include "grammar/tokens.h"

namespace sop {

struct Token {
  TokenKind kind = TokenKind::end;
  bool line_first = false;  // nothing but blanks before it on its line
  bool glued = false;       // no blank, comment or line end before it
  Spelling spelling = 0;    // words: the keyword word it spells, or 0
  std::uint32_t begin = 0, end = 0;
};

struct Comment {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t before = 0;    // index of the token that follows it
  bool documentation = false;  // ##
  bool line_first = false;
};

struct Tokens {
  std::int32_t file = -1;
  std::vector<Token> all;  // the last one is `end`
  std::vector<Comment> comments;

  Span span(std::size_t token) const { return {file, all[token].begin, all[token].end}; }
};

Tokens tokenize(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics);

// The text a token stands for: full-width digits and signs in their plain form, quotes removed, names in NFC.
std::string token_value(const SourceBuffer& source, const Token& token);

}  // namespace sop
