// Chinese as it is typed without blanks, and numbers in Chinese words: 最近30天, 三十天, 每周一于10. Asked only where a
// text does not read on or a name is not known; each answer is how sop writes it, or empty.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "grammar/keywords.h"

namespace sop {

// `三十` is 30, up to 9,999; -1 when it is no number.
inline int chinese_number(std::string_view word) {
  struct Sign {
    std::string_view text;
    int value;
  };
  static constexpr Sign digits[] = {{"零", 0}, {"〇", 0}, {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3},
                                    {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
  static constexpr Sign places[] = {{"十", 10}, {"百", 100}, {"千", 1000}};
  int total = 0, digit = -1;
  constexpr std::size_t sign_bytes = 3, most_signs = 9;
  if (word.empty() || word.size() % sign_bytes != 0 || word.size() > most_signs * sign_bytes) return -1;
  for (; !word.empty(); word.remove_prefix(sign_bytes)) {
    const std::string_view sign = word.substr(0, sign_bytes);
    if (const auto* one = std::ranges::find(digits, sign, &Sign::text); one != std::end(digits)) {
      if (digit > 0) return -1;
      digit = one->value;
    } else if (const auto* place = std::ranges::find(places, sign, &Sign::text); place != std::end(places)) {
      total += std::max(digit, digit < 0 ? 1 : 0) * place->value;
      digit = -1;
    } else {
      return -1;
    }
  }
  return total + std::max(digit, 0);
}

// A length of time: `三十天`, `30日`, `3个月`, `半年`. As sop writes it: `30天`.
inline std::string chinese_length(std::string_view word) {
  struct Unit {
    std::string_view theirs, ours;
  };
  static constexpr Unit units[] = {{"个小时", "小时"}, {"小时", "小时"}, {"分钟", "分钟"}, {"个月", "个月"},
                                   {"个星期", "周"},   {"星期", "周"},   {"天", "天"},     {"日", "天"},
                                   {"周", "周"},       {"月", "个月"},   {"年", "年"}};
  if (word == "半年") return "6个月";
  for (const Unit& unit : units) {
    if (!word.ends_with(unit.theirs) || word.size() == unit.theirs.size()) continue;
    const std::string_view number = word.substr(0, word.size() - unit.theirs.size());
    const bool plain = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
    if (plain && number.size() <= 6) return std::string(number) + std::string(unit.ours);
    if (const int value = plain ? -1 : chinese_number(number); value > 0)
      return std::to_string(value) + std::string(unit.ours);
  }
  return {};
}

// What people say before a length for `近`.
inline constexpr std::string_view words_for_within[] = {"最近的", "最近", "过去的", "过去", "近"};

// `最近30天`, `过去三十天` as `近 30天`.
inline std::string chinese_window(std::string_view word) {
  for (const std::string_view within : words_for_within) {
    if (!word.starts_with(within)) continue;
    if (const std::string length = chinese_length(word.substr(within.size())); !length.empty()) return "近 " + length;
  }
  return {};
}

// 非会员, 不是会员, 未下单, `not_vip`: the name that is said no to. Empty when the word does not begin so.
inline std::string_view said_no_to(std::string_view word) {
  static constexpr std::string_view beginnings[] = {"不是", "并非", "没有", "非",  "不",  "未", "没",
                                                    "无",   "not_", "non_", "no_", "not", "non"};
  for (const std::string_view no : beginnings)
    if (word.size() > no.size() && word.starts_with(no)) return word.substr(no.size());
  return {};
}

// `每周一于10` as `每周一 于 10`: nothing but keywords and numbers. Empty when something else is in it.
inline std::string keywords_apart(std::string_view word) {
  constexpr std::size_t longest = 60;
  if (word.empty() || word.size() > longest || static_cast<unsigned char>(word[0]) < 0x80) return {};
  std::string out;
  const std::string_view whole = word;
  bool number_before = false, each_before = false;
  for (bool first = true; !word.empty(); first = false) {
    std::size_t size = 0;
    while (size < word.size() && word[size] >= '0' && word[size] <= '9') ++size;
    const bool number = size > 0;
    if (!number) {
      for (std::size_t n = word.size(); n > 0 && size == 0; --n)
        if (spelling_of(word.substr(0, n)) != 0) size = n;
    }
    if (size == 0) return {};
    const bool weekday = each_before && word.starts_with("周");
    if (!first && !weekday && !(number_before && !number)) out += ' ';
    each_before = word.substr(0, size) == "每";
    number_before = number;
    out += word.substr(0, size);
    word.remove_prefix(size);
  }
  return out == whole ? std::string() : out;
}

// `vip且`, `city包含` as `vip 且`, `city 包含`: a name and the keyword behind it. Empty when none is.
inline std::string keyword_behind_apart(std::string_view word) {
  constexpr std::size_t longest = 120;
  if (word.size() > longest) return {};
  for (std::size_t cut = 1; cut < word.size(); ++cut) {
    const std::string_view keyword = word.substr(cut);
    const bool begins_here = (static_cast<unsigned char>(keyword[0]) & 0xC0) == 0xC0;
    if (begins_here && spelling_of(keyword) != 0) return std::string(word.substr(0, cut)) + " " + std::string(keyword);
  }
  return {};
}

}  // namespace sop
