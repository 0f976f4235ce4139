// Keywords as a table, and words as spelling codes: every word that occurs in some keyword has a small number, so that
// the grammar compares numbers, never text. One spelling may serve several keywords; the grammar position decides.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sop {

enum class Kw : std::uint16_t {
#define SOP_KEYWORD(id, ...) id,
#include "grammar/keywords.def"
};

// `none_` marks a token that is no keyword (a name, a literal).
constexpr Kw no_keyword = static_cast<Kw>(0xFFFF);
// A token that continues the keyword phrase of the token before it (`starts with`).
constexpr Kw continued_keyword = static_cast<Kw>(0xFFFE);

enum class Reserve : std::uint8_t { R, C, Z };

using Spelling = std::uint16_t;  // 0: a word that no keyword uses

struct Keyword {
  Kw kw;
  std::string_view id, en, zh;
  Reserve reserve;
};

std::span<const Keyword> keywords();
const Keyword& row_of(Kw kw);

// The words of both spellings as codes, in order. `每周` and its kin count as two words.
struct KeywordWords {
  std::vector<Spelling> en, zh;
};
const KeywordWords& words_of(Kw kw);

Spelling spelling_of(std::string_view word);  // 0 when no keyword uses the word
std::string_view text_of_spelling(Spelling spelling);
bool is_reserved(Spelling spelling);

// Words that may be written joined: `每天 每周一 每客户`. The length in bytes of the first part, or 0.
std::size_t joined_split(std::string_view word);

// `如果标签`: the Chinese keyword a word begins with, or empty. For the fix-it that inserts a blank.
std::string_view leading_keyword(std::string_view word);

}  // namespace sop
