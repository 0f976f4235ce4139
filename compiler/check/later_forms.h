// The Chinese names of forms that check and do not run yet (S5001); the English one is what the code says.
#pragma once

#include <string_view>
#include <utility>

namespace sop {

constexpr std::pair<std::string_view, std::string_view> later_forms_zh[] = {
    {"a funnel in a report with `credit`", "归因报表中的漏斗"},
    {"a comparison with more than 200 drivers", "超过 200 个因子的对比"},
    {"a comparison by a period", "按时间分组的对比"},
    {"`by` of two periods", "按两种时间分组"},
    {"a cohort by more than a period", "除时间外还按其他分组的同期群"},
    {"a window around an aggregate over customers", "加在客户聚合上的时间窗口"},
    {"a comparison", "对比"},
    {"an identity over customers taken from a stream", "客户取自事件流时的身份"},
    {"a list that is not declared", "未声明的名单"},
};

// Forms that are not in the table name themselves by their word in the program: the same in both languages.
constexpr std::string_view later_form_zh(std::string_view what) {
  for (const auto& [en, zh] : later_forms_zh)
    if (en == what) return zh;
  return what;
}

}  // namespace sop
