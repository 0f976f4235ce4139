#include "runtime/pieces/not_in_pieces.h"

#include <fmt/format.h>

#include "runtime/run/among_all.h"

namespace sop {
namespace {

std::string named(const std::string& name) { return name.empty() ? "" : "`" + name + "`: "; }

WhyWhole told(const AmongAll& one) {
  const std::string& word = one.word;
  const auto say = [&](std::string_view en, std::string_view zh) {
    return WhyWhole{one.span, named(one.name) + fmt::format(fmt::runtime(en), word),
                       named(one.name) + fmt::format(fmt::runtime(zh), word)};
  };
  switch (one.kind) {
    case AmongAllKind::population: return say("`{}` ranks all customers", "`{}` 对全体客户排序");
    case AmongAllKind::aggregate: return say("`{}` goes over all customers", "`{}` 统计全体客户");
    case AmongAllKind::identity:
      return say("the identity `{}` joins accounts of the whole table", "身份 `{}` 合并整张表中的账号");
    case AmongAllKind::quota: return say("the quota of `{}` is shared by many customers", "`{}` 的配额由多个客户共用");
    case AmongAllKind::role:
      return say("one of `{}` is looked for, by who has the least to do", "从 `{}` 中挑选任务最少的一个");
    case AmongAllKind::another: return say("`{}` leads to other customers", "`{}` 指向其他客户");
    case AmongAllKind::staleness: return say("`{}` asks for the newest event of all", "`{}` 取决于全体最新的事件");
  }
  return {};
}

void add_lookups(const Program& program, std::vector<WhyWhole>& out) {
  for (const Input& input : program.inputs)
    for (std::size_t c = 0; c < input.columns.size(); ++c) {
      const Column& column = input.columns[c];
      if (!column.used || !column.lookup.exists() || static_cast<int>(c) == input.key) continue;
      const InputKind kind = program.inputs[column.lookup.index()].kind;
      if (kind != InputKind::population && kind != InputKind::side) continue;
      out.push_back({column.span, fmt::format("`{}.{}` leads to other customers", input.name, column.name),
                     fmt::format("`{}.{}` 指向其他客户", input.name, column.name)});
    }
}

}  // namespace

std::vector<WhyWhole> not_in_pieces(const Program& program) {
  std::vector<WhyWhole> out;
  add_lookups(program, out);  // by the columns that are to blame
  const bool are_lookups_told = !out.empty();
  for (const AmongAll& one : needs_all_customers(program))
    if (one.kind != AmongAllKind::another || !are_lookups_told) out.push_back(told(one));
  for (const ReportForm& report : program.reports)
    out.push_back({report.span, fmt::format("`{}` is reckoned over all customers", report.name),
                   fmt::format("`{}` 按全体客户计算", report.name)});
  for (const Funnel& funnel : program.funnels)
    out.push_back({{},
                   fmt::format("the funnel `{}` is reckoned over all customers", funnel.name),
                   fmt::format("漏斗 `{}` 按全体客户计算", funnel.name)});
  const bool has_ids = program.population.exists() && program.inputs[program.population.index()].key >= 0;
  if (!has_ids)
    out.push_back({{}, "no table or stream says who the customers are", "没有说明客户来自哪张表或哪个事件流"});
  return out;
}

}  // namespace sop
