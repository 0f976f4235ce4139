// The Chinese names of forms that check and do not run yet (S5001); the English one is what the code says.
#pragma once

#include <string_view>
#include <utility>

namespace sop {

constexpr std::pair<std::string_view, std::string_view> later_forms_zh[] = {
    {"a journey", "旅程"},
    {"a report", "报表"},
    {"a funnel", "漏斗"},
    {"a cohort", "同期群"},
    {"an alert", "预警"},
    {"a comparison", "对比"},
    {"an identity over customers taken from a stream", "客户取自事件流时的身份"},
    {"`enter` a journey", "动作 `进入`"},
    {"`stop` in a rule", "规则中的 `结束`"},
    {"`send next of`", "`发送 下一个`"},
    {"work for a role (`task`, `notify`)", "交给角色的工作(`派任务`、`通知`)"},
    {"an aggregate over all customers", "对全体客户的聚合"},
    {"`top`", "`前 n 按`"},
    {"`sequence`", "`先后`"},
    {"`rises along`", "`递增 沿`"},
    {"the ordered filter `from … then …`", "逐级筛选 `从 … 再 …`"},
    {"`max_staleness`", "`最大滞后`"},
    {"a calendar", "日历"},
    {"a set", "套组"},
    {"a coupon's dates", "券的日期"},
    {"a trigger on a score (`crosses`)", "评分触发(`升过`)"},
    {"a trigger on changes", "变化触发"},
    {"a trigger by the clock (`every`)", "定时触发(`每`)"},
    {"a trigger on a calendar", "日历触发"},
    {"a tag from a list", "取自名单的标签"},
    {"a tag with `until`, `ttl` or `once`", "带 `直到`、`有效期` 或 `一次` 的标签"},
    {"a staff member's personal tag (`of`)", "员工的个人标签"},
    {"a tier that falls step by step", "逐级下降的分层"},
    {"a score", "评分"},
    {"a grid", "矩阵"},
    {"steps", "阶梯"},
    {"a window of computed length", "长度由计算得出的时间窗"},
};

// Forms that are not in the table name themselves by their word in the program: the same in both languages.
constexpr std::string_view later_form_zh(std::string_view what) {
  for (const auto& [en, zh] : later_forms_zh)
    if (en == what) return zh;
  return what;
}

}  // namespace sop
