#include "cli/cost_report.h"

#include <fmt/format.h>

#include "cli/screen_table.h"
#include "runtime/io/output_table.h"
#include "stdlib/time/civil.h"

namespace sop::cli {
namespace {

std::string number_of(const MostContacts& most, bool zh) {
  if (!most.most) return zh ? "不封顶" : "no limit";
  if (most.reached) return std::to_string(*most.most);
  return fmt::format(fmt::runtime(zh ? "最多 {}" : "at most {}"), *most.most);
}

std::string clock_of(std::int64_t time_us) {
  const std::int64_t minutes = time_us / (60 * micros_per_second);
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

// The calendar that reaches it; a day of one contact needs none.
std::string calendar_of(const MostContacts& most, bool zh) {
  constexpr std::size_t shown = 12;
  std::string out;
  for (std::size_t i = 0; i < most.calendar.size() && i < shown; ++i) {
    const MostContacts::At& at = most.calendar[i];
    out += fmt::format(fmt::runtime(zh ? "{}第 {} 天 {} {}" : "{}day {} {} {}"), i == 0 ? "" : (zh ? "、" : ", "),
                       at.day + 1, clock_of(at.time_us), at.step);
  }
  return most.calendar.size() > shown ? out + (zh ? "……" : ", …") : out;
}

nlohmann::ordered_json json_of(const MostContacts& most) {
  nlohmann::ordered_json out = {{"most", nullptr}, {"reached", most.most && most.reached}};
  if (most.most) out["most"] = *most.most;
  out["calendar"] = nlohmann::ordered_json::array();
  for (const MostContacts::At& at : most.calendar)
    out["calendar"].push_back({{"day", at.day + 1}, {"time", clock_of(at.time_us)}, {"step", at.step}});
  return out;
}

}  // namespace

std::string text_of(const ProgramCost& cost, bool zh) {
  if (cost.sources.empty()) return zh ? "本程序不触达客户\n" : "this program contacts nobody\n";
  OutputRows rows(std::make_shared<TextPool>());
  const Type text{TypeKind::text, true, {}};
  const std::size_t source =
      rows.add_column(zh ? "一位客户最多收到的触达" : "most contacts one customer can get", text);
  const std::size_t day = rows.add_column(zh ? "1 天内" : "in a day", text);
  const std::size_t week = rows.add_column(zh ? "7 天内" : "in 7 days", text);
  const auto add = [&](const std::string& name, const MostContacts& in_a_day, const MostContacts& in_a_week) {
    rows.text(source, name);
    rows.text(day, number_of(in_a_day, zh));
    rows.text(week, number_of(in_a_week, zh));
    rows.end_row();
  };
  for (const SourceCost& one : cost.sources) add(one.name, one.in_a_day, one.in_a_week);
  add(zh ? "(合计,计入频控)" : "(together, within the caps)", cost.in_a_day, cost.in_a_week);
  std::string out = screen_table(std::move(rows).finish(utc_rules()), zh, false, SIZE_MAX);
  for (const SourceCost& one : cost.sources)
    if (one.in_a_week.calendar.size() > 1)
      out += fmt::format("{}{}{}\n", one.name, zh ? ":" : ": ", calendar_of(one.in_a_week, zh));
  return out;
}

nlohmann::ordered_json json_of(const ProgramCost& cost) {
  nlohmann::ordered_json out;
  out["sources"] = nlohmann::ordered_json::array();
  for (const SourceCost& one : cost.sources)
    out["sources"].push_back({{"source", one.name},
                              {"kind", one.is_journey ? "journey" : "rule"},
                              {"in_a_day", json_of(one.in_a_day)},
                              {"in_7_days", json_of(one.in_a_week)}});
  out["together"] = {{"in_a_day", json_of(cost.in_a_day)}, {"in_7_days", json_of(cost.in_a_week)}};
  return out;
}

std::string text_of(const ProgramWork& work, bool zh) {
  OutputRows rows(std::make_shared<TextPool>());
  const Type text{TypeKind::text, true, {}};
  const std::size_t name = rows.add_column(zh ? "一次计算读取" : "one evaluation reads", text);
  const std::size_t columns = rows.add_column(zh ? "列" : "columns", text);
  const std::size_t aggregates = rows.add_column(zh ? "事件聚合" : "aggregates", text);
  for (const InputWork& one : work.inputs) {
    rows.text(name, one.name);
    rows.text(columns, fmt::format(fmt::runtime(zh ? "{}/{}" : "{} of {}"), one.columns_read, one.columns));
    rows.text(aggregates, std::to_string(one.aggregates));
    rows.end_row();
  }
  return screen_table(std::move(rows).finish(utc_rules()), zh, false, SIZE_MAX) +
         fmt::format(
             fmt::runtime(zh ? "不同的条件 {} 个,事件聚合 {} 个,事件遍历 {} 次\n"
                             : "different conditions: {}; aggregates over events: {}; passes over events: {}\n"),
             work.atoms, work.aggregates, work.passes);
}

nlohmann::ordered_json json_of(const ProgramWork& work) {
  auto inputs = nlohmann::ordered_json::array();
  for (const InputWork& one : work.inputs)
    inputs.push_back({{"name", one.name},
                      {"columns_read", one.columns_read},
                      {"columns", one.columns},
                      {"aggregates", one.aggregates}});
  return {{"inputs", inputs},
          {"columns_read", work.columns_read},
          {"atoms", work.atoms},
          {"aggregates", work.aggregates},
          {"passes", work.passes}};
}

std::string with_cost(const std::string& json, const ProgramCost& cost, const ProgramWork& work) {
  auto out = nlohmann::ordered_json::parse(json);
  out["worst_case"] = json_of(cost);
  out["work"] = json_of(work);
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace sop::cli
