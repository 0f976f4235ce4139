// What spreadsheets, databases and habit call our functions, for the suggestion under an unknown one: `total` means
// `sum`. Only words that cannot mean anything else; names that are merely misspelt are compiler/diagnostics/suggest.h.
#pragma once

#include <algorithm>
#include <string_view>

namespace sop {

struct OtherWord {
  std::string_view theirs, ours;
};

inline constexpr OtherWord other_words[] = {
    {"total", "sum"},
    {"sumif", "sum"},
    {"average", "avg"},
    {"mean", "avg"},
    {"maximum", "max"},
    {"minimum", "min"},
    {"countif", "count"},
    {"latest", "last"},
    {"earliest", "first"},
    {"unique", "distinct"},
    {"greatest", "larger"},
    {"least", "smaller"},
    {"datediff", "days_between"},
    {"len", "length"},
    {"age_of", "years_since"},
    {"合计", "求和"},
    {"总和", "求和"},
    {"总计", "求和"},
    {"总额", "求和"},
    {"数量", "计数"},
    {"次数", "计数"},
    {"个数", "计数"},
    {"均值", "平均"},
    {"平均值", "平均"},
    {"最大值", "最大"},
    {"最小值", "最小"},
    {"最近一次", "最近"},
    {"最后一次", "最近"},
    {"末次", "最近"},
    {"第一次", "首次"},
    {"去重", "去重计数"},
    {"天数差", "相距天数"},
    {"间隔天数", "相距天数"},
    {"年龄", "周岁"},
};

// Our word for theirs; empty when there is none.
constexpr std::string_view our_word(std::string_view theirs) {
  const auto* found = std::ranges::find(other_words, theirs, &OtherWord::theirs);
  return found == std::end(other_words) ? std::string_view() : found->ours;
}

}  // namespace sop
