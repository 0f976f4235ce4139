#include "tests/syntax/damage.h"

#include <algorithm>

#include "compiler/syntax/parse.h"

namespace sop::tests {
namespace {

// A slip of the keyboard: one letter dropped, or one put in.
std::string mistype(const std::string& token, std::mt19937_64& random) {
  std::vector<std::size_t> letters;
  for (std::size_t i = 0; i < token.size(); ++i)
    if ((static_cast<unsigned char>(token[i]) & 0xC0) != 0x80) letters.push_back(i);
  letters.push_back(token.size());
  const std::size_t at = random() % (letters.size() - 1);
  const std::string before = token.substr(0, letters[at]), after = token.substr(letters[at + 1]);
  const std::string letter = token.substr(letters[at], letters[at + 1] - letters[at]);
  return letters.size() > 3 && random() % 2 == 0 ? before + after : before + letter + letter + after;
}

}  // namespace

std::vector<Diagnostic> syntax_findings(const SourceBuffer& source) {
  Diagnostics findings;
  parse(source, 0, findings);
  findings.sort();
  return findings.all();
}

DamagedProgram damage(const std::string& text, std::mt19937_64& random) {
  const SourceBuffer source("whole", text);
  Diagnostics findings;
  const std::vector<Token> tokens = tokenize(source, 0, findings).all;
  if (tokens.size() < 3) return {.text = text, .token = {}};
  const std::size_t hit = random() % (tokens.size() - 2);
  const Token &token = tokens[hit], &next = tokens[hit + 1];
  auto cut = [&](std::size_t begin, std::size_t end) { return text.substr(begin, end - begin); };

  DamagedProgram out;
  out.damage = static_cast<Damage>(random() % 4);
  out.token = cut(token.begin, token.end);
  out.line = source.line_of(token.begin);
  switch (out.damage) {
    case Damage::deleted: out.text = cut(0, token.begin) + cut(token.end, text.size()); break;
    case Damage::doubled: out.text = cut(0, token.end) + " " + out.token + cut(token.end, text.size()); break;
    case Damage::swapped:
      out.text = cut(0, token.begin) + cut(next.begin, next.end) + cut(token.end, next.begin) + out.token +
                 cut(next.end, text.size());
      break;
    case Damage::mistyped:
      out.text = cut(0, token.begin) + mistype(out.token, random) + cut(token.end, text.size());
      break;
  }
  return out;
}

}  // namespace sop::tests
