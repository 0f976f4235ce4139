// The kinds of tokens: what grammar/lexis.h recognises in the text and what the grammar rules are written over.
#pragma once

#include <cstdint>
#include <string_view>

namespace sop {

// SOP_TOKEN(id, what a person calls it in English, in Chinese). Symbols are called by themselves.
#define SOP_TOKENS                                    \
  SOP_TOKEN(end, "the end of the file", "文件结尾")   \
  SOP_TOKEN(word, "a name", "名称")                   \
  SOP_TOKEN(quoted_name, "a name", "名称")            \
  SOP_TOKEN(number, "a number", "数字")               \
  SOP_TOKEN(percent, "a percentage", "百分比")        \
  SOP_TOKEN(money, "an amount of money", "金额")      \
  SOP_TOKEN(date, "a date", "日期")                   \
  SOP_TOKEN(time, "a time of day", "时刻")            \
  SOP_TOKEN(instant, "an instant", "时间点")          \
  SOP_TOKEN(text, "a text in quotes", "带引号的文本") \
  SOP_TOKEN(open_brace, "{", "{")                     \
  SOP_TOKEN(close_brace, "}", "}")                    \
  SOP_TOKEN(open_paren, "(", "(")                     \
  SOP_TOKEN(close_paren, ")", ")")                    \
  SOP_TOKEN(comma, ",", ",")                          \
  SOP_TOKEN(colon, ":", ":")                          \
  SOP_TOKEN(dot, ".", ".")                            \
  SOP_TOKEN(question, "?", "?")                       \
  SOP_TOKEN(equal, "=", "=")                          \
  SOP_TOKEN(not_equal, "!=", "!=")                    \
  SOP_TOKEN(less, "<", "<")                           \
  SOP_TOKEN(less_equal, "<=", "<=")                   \
  SOP_TOKEN(greater, ">", ">")                        \
  SOP_TOKEN(greater_equal, ">=", ">=")                \
  SOP_TOKEN(plus, "+", "+")                           \
  SOP_TOKEN(minus, "-", "-")                          \
  SOP_TOKEN(star, "*", "*")                           \
  SOP_TOKEN(slash, "/", "/")                          \
  SOP_TOKEN(arrow, "->", "->")                        \
  SOP_TOKEN(unknown, "this character", "此字符")

enum class TokenKind : std::uint8_t {
#define SOP_TOKEN(id, en, zh) id,
  SOP_TOKENS
#undef SOP_TOKEN
};

std::string_view token_words(TokenKind kind, bool zh);

}  // namespace sop
