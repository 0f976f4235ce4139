#include "compiler/syntax/expected_words.h"

#include <algorithm>

#include "grammar/keywords.h"
#include "grammar/tokens.h"

namespace sop {
namespace {

using grammar::Expected;

std::string words_for(const Expected& expected, bool zh) {
  switch (expected.kind) {
    case Expected::token: return std::string(token_words(static_cast<TokenKind>(expected.value), zh));
    case Expected::label: return std::string(grammar::label_words(static_cast<grammar::Label>(expected.value), zh));
    case Expected::hint: return {};
    case Expected::keyword: {
      const Keyword& row = row_of(static_cast<Kw>(expected.value));
      return "`" + std::string(zh && !row.zh.empty() ? row.zh : row.en) + "`";
    }
  }
  return {};
}

bool is_symbol(const Expected& e) {
  return e.kind == Expected::token && static_cast<TokenKind>(e.value) >= TokenKind::open_brace;
}

}  // namespace

std::string expectation(const std::vector<Expected>& all, bool zh) {
  std::vector<std::string> words;
  for (const Expected& e : all) {
    if (e.kind == Expected::hint) continue;
    std::string word = words_for(e, zh);
    if (is_symbol(e)) word = "`" + word + "`";
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
  }
  constexpr std::size_t most = 5;
  if (words.size() > most + 1) {  // what is not said is counted
    const std::string others = std::to_string(words.size() - most);
    words.resize(most);
    words.push_back(zh ? "其他 " + others + " 种" : "one of " + others + " others");
  }
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? (zh ? "或" : " or ") : (zh ? "、" : ", ");
    out += words[i];
  }
  return out;
}

}  // namespace sop
