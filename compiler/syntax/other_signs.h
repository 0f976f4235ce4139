// What people write for our signs and connecting words: 大于, 并且, AND. Asked only where a text does not read on, so
// that a name or a tag may be called like this; each is told with what it is in sop.
#pragma once

#include <algorithm>
#include <string_view>

namespace sop {

struct OtherSign {
  std::string_view theirs, ours;
};

// Longer ones first: 大于等于 before 大于.
inline constexpr OtherSign other_signs[] = {
    {"大于等于", ">="}, {"小于等于", "<="}, {"不等于", "!="}, {"不小于", ">="},   {"不少于", ">="}, {"不低于", ">="},
    {"不大于", "<="},   {"不超过", "<="},   {"不高于", "<="}, {"不为空", "已知"}, {"大于", ">"},    {"超过", ">"},
    {"高于", ">"},      {"多于", ">"},      {"小于", "<"},    {"少于", "<"},      {"至少", ">="},   {"至多", "<="},
    {"等于", "="},      {"不是", "!="},     {"为空", "未知"}, {"并且", "且"},     {"而且", "且"},   {"或者", "或"},
    {"那么", "则"},     {"就", "则"},       {"和", "与"},     {"至", "与"},       {"是", "="},
};

constexpr std::string_view our_sign(std::string_view theirs) {
  const auto* found = std::ranges::find(other_signs, theirs, &OtherSign::theirs);
  return found == std::end(other_signs) ? std::string_view() : found->ours;
}

// A sign glued between a name and a value: 近一年消费大于3000. Nothing when there is none, or nothing on either side.
// What other languages call a missing value.
constexpr bool is_null(std::string_view word) {
  constexpr std::string_view names[] = {"null", "NULL", "Null", "nil", "None", "NaN", "空值"};
  for (const std::string_view theirs : names)
    if (word == theirs) return true;
  return false;
}

struct GluedSign {
  std::string_view before, sign, after;
};
constexpr GluedSign glued_sign(std::string_view word) {
  for (const OtherSign& sign : other_signs) {
    const bool compares = sign.ours.find_first_of("<>=!") != std::string_view::npos;
    const std::size_t at = compares ? word.find(sign.theirs) : std::string_view::npos;
    if (at == std::string_view::npos || at == 0 || at + sign.theirs.size() == word.size()) continue;
    return {word.substr(0, at), sign.ours, word.substr(at + sign.theirs.size())};
  }
  return {};
}

// `vip且big`, `age默认3`: a keyword between two names.
inline GluedSign glued_keyword_inside(std::string_view word) {
  static constexpr std::string_view between[] = {"不属于", "属于", "不包含", "包含", "默认", "且", "或", "近"};
  for (const std::string_view keyword : between) {
    const std::size_t at = word.find(keyword);
    if (at != std::string_view::npos && at > 0 && at + keyword.size() < word.size())
      return {word.substr(0, at), keyword, word.substr(at + keyword.size())};
  }
  return {};
}

}  // namespace sop
