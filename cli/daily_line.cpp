#include "cli/daily_line.h"

#include <fmt/format.h>

namespace sop::cli {
namespace {

struct Reason {
  const char *en, *zh;
};

Reason reason_of(NotApart why) {
  switch (why) {
    case NotApart::contacts:
      return {"journeys, hours, caps, quotas or the work of staff are decided for all together",
              "旅程、时段、频次上限、配额或员工工作量需对全体客户一并决定"};
    case NotApart::population:
      return {"`rank`, `percentile`, `top` and the like place each among all",
              "排名、百分位、前列等要在全体客户中比较"};
    case NotApart::everybody: return {"a fact reads other customers", "有事实读取其他客户"};
    case NotApart::reports: return {"reports and alerts count everybody", "报表与预警统计全体客户"};
    case NotApart::tags_given: return {"stored tags are given as an input", "已存标签由输入给出"};
    case NotApart::identity: return {"accounts are joined by an `identity`", "有 `身份` 合并账号"};
  }
  return {"", ""};
}

Reason reason_of(const DailyChoice& choice) {
  if (choice.not_apart) return reason_of(*choice.not_apart);
  switch (*choice.whole) {
    case WholeBecause::first: return {"no earlier run has noted anything", "此前没有可用的记录"};
    case WholeBecause::program: return {"the program says something else than in the last run", "程序与上次运行不同"};
    case WholeBecause::zone: return {"the rules of the time zone are others", "时区规则已变"};
    case WholeBecause::shared: return {"a table that belongs to no customer has changed", "不属于某个客户的表有变化"};
    case WholeBecause::memory:
      return {"another run without --incremental was in between", "其间有过不带 --incremental 的运行"};
    case WholeBecause::apart: break;
  }
  return {"", ""};
}

}  // namespace

std::string daily_line(const DailyChoice& choice, std::size_t customers, Language language) {
  const bool zh = language == Language::zh;
  if (choice.whole) {
    const Reason reason = reason_of(choice);
    return zh ? fmt::format("增量运行:本次处理全部客户,因为{}\n", reason.zh)
              : fmt::format("incremental: all customers are asked, because {}\n", reason.en);
  }
  const std::size_t asked = choice.asked.size();
  return zh ? fmt::format("增量运行:处理 {} / {} 位客户,其中 {} 位的数据有变化,{} 位仅因时间推移\n", asked, customers,
                          choice.touched, choice.due)
            : fmt::format("incremental: {} of {} customers are asked, {} with other rows, {} as time has passed\n",
                          asked, customers, choice.touched, choice.due);
}

}  // namespace sop::cli
