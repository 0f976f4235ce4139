#include "cli/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/exit_codes.h"
#include "cli/screen_table.h"
#include "cli/terminal.h"
#include "compiler/source/plural.h"
#include "runtime/io/parallel_tasks.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/value_print.h"
#include "runtime/reports/alerts.h"

namespace sop::cli {
namespace {

RunView view_of(const RunReport& report) {
  return {&report.program, &report.prepared.dataset, &report.result, report.zone};
}

bool zh(const RunReport& report) { return report.language == Language::zh; }

std::string section(std::string_view title, const OutputTable& table, bool chinese, bool ours = true) {
  if (table.rows == 0) return fmt::format("{}: {}\n\n", title, chinese ? "无" : "none");
  return fmt::format("{}\n{}\n", title, screen_table(table, chinese, ours));
}

// A report's name as that of a file.
std::string file_of(const std::string& name) {
  std::string out = name.starts_with('.') ? "_" + name : name;
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos)
      c = '_';
  return out;
}

// Each as a file of its own in a folder of theirs.
template <class Write>
Written write_reports(const std::vector<ReportTable>& reports, const std::string& folder, const Write& write) {
  std::error_code fault;
  if (!reports.empty()) std::filesystem::create_directories(folder + "/reports", fault);
  if (fault) return std::unexpected(WriteFault{folder + "/reports", fault.message()});
  std::set<std::string> taken;
  for (const ReportTable& each : reports) {
    if (each.too_early) continue;
    std::string name = file_of(each.name);
    for (int n = 2; !taken.insert(name).second; ++n) name = file_of(each.name) + "_" + std::to_string(n);
    if (auto done = write("reports/" + name, each.table); !done) return done;
  }
  return {};
}

// Tables on a screen are headed by labels, where there are some.
std::string report_section(const ReportTable& report, bool chinese) {
  OutputTable table = report.table;
  for (std::size_t i = 0; i < table.columns.size(); ++i) table.columns[i].name = report.heads[i];
  return section(report.label.empty() ? report.name : report.label, table, chinese, false);
}

nlohmann::ordered_json inputs_json(const PreparedData& prepared) {
  auto out = nlohmann::ordered_json::array();
  for (const InputReport& input : prepared.reports)
    if (input.given)
      out.push_back({{"name", input.name},
                     {"files", input.files},
                     {"rows", input.read},
                     {"kept", input.kept},
                     {"filtered", input.filtered},
                     {"repeated", input.repeated},
                     {"orphans", input.orphans},
                     {"erased", input.erased},
                     {"merged", input.merged},
                     {"without_key", input.without_key},
                     {"without_time", input.without_time},
                     {"bad", input.bad}});
  return out;
}

std::string summary(const RunReport& report) {
  nlohmann::ordered_json out;
  out["version"] = 1;
  if (report.options.has_as_of) {
    std::string instant;
    print_instant(report.options.as_of, report.zone, instant);
    out["as_of"] = instant;
    out["zone"] = report.zone.name;
    out["zone_rules"] = report.zone.version;
  }
  if (const Watermark watermark = lowest_of(report.program, report.totals.latest); !watermark.input.empty()) {
    std::string instant;
    print_instant(watermark.at, report.zone, instant);
    out["watermark"] = {{"input", watermark.input}, {"at", instant}};
  }
  out["program"] = report.program.file_names;
  out["customers"] = report.totals.customers;
  out["inputs"] = inputs_json(report.prepared);
  if (const IdentityReport& identity = report.prepared.identity; !identity.name.empty()) {
    auto crowded = nlohmann::ordered_json::object();
    for (const CrowdedKey& key : identity.crowded) crowded[key.column] = key.rows;
    out["identity"] = {{"name", identity.name},
                       {"accounts", identity.accounts},
                       {"customers", identity.customers},
                       {"joined", identity.joined},
                       {"unresolved", identity.unresolved},
                       {"held_by_too_many", crowded},
                       {"contradictions", identity.contradictions},
                       {"weak_contradictions", identity.weak_contradictions}};
  }
  auto segments = nlohmann::ordered_json::object();
  for (std::size_t f = 0; f < report.program.facts.size(); ++f)
    if (report.program.facts[f].kind == FactKind::segment)
      segments[report.program.facts[f].name] = report.result.counts[f];
  out["segments"] = segments;
  auto stages = nlohmann::ordered_json::object();
  for (const StageCounts& filter : report.result.stages) {
    const Fact& fact = report.program.facts[filter.fact];
    auto steps = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < filter.counts.size(); ++i)
      steps.push_back({{"stage", fact.stages[i].text}, {"count", filter.counts[i]}});
    stages[fact.name] = std::move(steps);
  }
  out["stages"] = stages;
  out["actions"] = report.totals.actions;
  out["decisions"] = report.totals.decisions;
  out["tag_changes"] = report.totals.tag_changes;
  std::uint64_t evaluations = 0;
  for (const auto& [probe, count] : report.result.issues) evaluations += count.evaluations;
  out["issues"] = evaluations;
  if (!report.reports.empty()) {
    auto reports = nlohmann::ordered_json::object();
    for (const ReportTable& each : report.reports)
      if (!each.too_early) reports[each.name] = each.table.rows;
    out["reports"] = std::move(reports);
  }
  if (has_alerts(report.program)) {
    auto paused = nlohmann::ordered_json::array();
    for (const PausedThing& one : report.result.memory.alerts.paused) {
      std::string since;
      print_instant(one.since, report.zone, since);
      paused.push_back(
          {{"kind", one.is_journey ? "journey" : "template"}, {"name", one.name}, {"by", one.alert}, {"since", since}});
    }
    out["paused"] = std::move(paused);
  }
  out["state"] = report.options.with_state;
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

void print_input_findings(const std::string& command, const PreparedData& prepared, Language language) {
  for (const BadInput& finding : prepared.usage)
    complain(fmt::format("sopc {}: {}", command, line_of(finding, language)));
  for (std::size_t i = 0; i < prepared.findings.size(); ++i) {
    const InputFindings& found = prepared.findings[i];
    const std::size_t shown = std::min(found.kept.size(), shown_findings);
    for (std::size_t k = 0; k < shown; ++k) complain(line_of(found.kept[k], language));
    if (found.total > shown)
      complain(language == Language::zh ? fmt::format("… {} 共 {} 处,另有 {} 处未显示", prepared.reports[i].name,
                                                      found.total, found.total - shown)
                                        : fmt::format("… {} in {}, {} not shown", counted(found.total, "finding"),
                                                      prepared.reports[i].name, found.total - shown));
  }
}

bool has_issues(const PreparedData& prepared, const RunResult& result) {
  std::uint64_t orphans = 0;
  for (const InputReport& input : prepared.reports) orphans += input.orphans;
  return !result.issues.empty() || orphans > 0;
}

std::optional<Stopped> cannot_stand(const Program& program, const RunResult& result) {
  if (result.endless) return Stopped{findings, text_of(*result.endless, false), text_of(*result.endless, true)};
  if (const auto gap = find_table_gap(program, result.issues))
    return Stopped{findings, gap_line(program, *gap, false), gap_line(program, *gap, true)};
  if (result.without_table.empty()) return std::nullopt;
  return Stopped{
      findings,
      fmt::format("the calendar `{}` has no table for a year this run needs (2015 to 2040); nothing was written",
                  result.without_table),
      fmt::format("日历 `{}` 缺少本次运行所需年份的表(2015 至 2040 年),未写出任何内容", result.without_table)};
}

std::string unknown_selection(const Program& program, const std::vector<std::string>& selected) {
  for (const std::string& name : selected)
    if (std::ranges::find(program.facts, name, &Fact::name) == program.facts.end()) return name;
  return {};
}

std::string screen_report(const RunReport& report) {
  const RunView view = view_of(report);
  const bool chinese = zh(report);
  std::string out;
  if (!report.selected.empty())
    out += section(chinese ? "事实" : "facts", facts_table(view, report.selected), chinese, false);
  out += section(chinese ? "分群" : "segments", segments_table(view), chinese);
  if (!report.result.stages.empty()) out += section(chinese ? "逐步筛选" : "stages", stages_table(view), chinese);
  out += section(chinese ? "标签变化" : "tag changes", tags_table(view), chinese);
  OutputTable actions = actions_table(view);
  const bool nobody = std::ranges::none_of(report.result.actions, &ActionRow::has_staff);
  std::erase_if(actions.columns, [&](const OutputColumn& column) {
    return column.name == "effect_id" || column.name == "step" || (nobody && column.name == "staff") ||
           column.name == "params" || column.name == "expires_at";
  });
  out += section(chinese ? "动作" : "actions", actions, chinese);
  if (!report.result.decisions.empty())
    out += section(chinese ? "未执行的决定" : "decisions that send nothing", decisions_table(view), chinese);
  for (const ReportTable& each : report.reports)
    if (!each.too_early) out += report_section(each, chinese);
  if (!report.result.issues.empty()) out += section(chinese ? "问题" : "issues", issues_table(view), chinese);
  return out;
}

std::string closing_lines(const RunReport& report) {
  std::string out;
  const bool chinese = zh(report);
  for (const InputReport& input : report.prepared.reports) {
    if (!input.given) continue;
    out += chinese ? fmt::format("{}:读入 {} 行,采用 {}", input.name, input.read, input.kept)
                   : fmt::format("{}: {} read, {} kept", input.name, counted(input.read, "row"), input.kept);
    for (auto [count, en, zh_word] : {std::tuple(input.filtered, "left out by `where`", "被 `其中` 排除"),
                                      {input.repeated, "repeated", "重复"},
                                      {input.orphans, "of unknown customers", "客户未知"},
                                      {input.erased, "of erased customers", "属于已清除的客户"},
                                      {input.merged, "joined with another", "并入其他行"},
                                      {input.without_key, "without key", "缺主键"},
                                      {input.without_time, "without time", "缺时间"},
                                      {input.bad, "bad", "有误"}})
      if (count > 0) out += chinese ? fmt::format(",{} {}", zh_word, count) : fmt::format(", {} {}", count, en);
    out += "\n";
  }
  for (std::size_t i = 0; i < report.program.inputs.size(); ++i) {
    const Input& input = report.program.inputs[i];
    const bool is_read = std::ranges::any_of(input.columns, &Column::used);
    const bool is_asked = input.name == "coupons_used" || input.name == "group_members";
    if (!input.predeclared || !is_read || !is_asked || report.prepared.reports[i].given) continue;
    out += chinese ? fmt::format("没有给出 `{}`:凡读取它的,按一行都没有计算\n", input.name)
                   : fmt::format("`{}` is not given: what reads it takes it as empty\n", input.name);
  }
  for (const std::string& line : identity_lines(report.prepared.identity, report.language)) out += line + "\n";
  const bool acts = !report.program.rules.empty();
  if (acts && !report.options.with_state)
    out += chinese ? "没有状态存储:凡条件为真的规则都触发\n" : "no state store: every rule that is true fires\n";
  if (!report.result.alerts.empty() && !report.options.with_state)
    out += chinese ? "没有状态存储:凡条件为真的预警都发出,暂停不保留\n"
                   : "no state store: every alert that is true speaks, and nothing stays paused\n";
  for (const PausedThing& one : report.result.memory.alerts.paused) {
    std::string since;
    print_instant(one.since, report.zone, since);
    out += chinese ? fmt::format("{} `{}` 自 {} 起由预警 `{}` 暂停,用 `sopc release` 恢复\n",
                                 one.is_journey ? "旅程" : "模板", one.name, since, one.alert)
                   : fmt::format("the {} `{}` is paused since {} by the alert `{}`: `sopc release` lets it go on\n",
                                 one.is_journey ? "journey" : "template", one.name, since, one.alert);
  }
  for (const ReportTable& each : report.reports)
    if (each.too_early)
      out += chinese ? fmt::format("名单 `{}` 的时间未到:由之后的运行取定\n", each.name)
                     : fmt::format("the list `{}` is of a later instant: a later run takes it\n", each.name);
  if (!report.program.journeys.empty() && !report.options.with_state)
    out += chinese ? "没有状态存储:旅程从数据的第一行起全部走一遍\n"
                   : "no state store: journeys are lived through from the first row on\n";
  if (report.totals.tag_changes > 0 && !report.result.tags_given && !report.options.with_state)
    out += chinese ? "没有已存标签:持有的标签全部记为新增\n" : "no stored tags: every tag held is an addition\n";
  return out;
}

namespace {

// A table of people, of which no more than a block is in memory at once.
template <class Block>
Written write_blocks(std::size_t rows, const std::string& path, OutputFormat format, WriteOptions options,
                     Block block) {
  auto file = TableFile::create(path, format, options);
  if (!file) return std::unexpected(file.error());
  std::size_t first = 0;
  do {
    if (auto added = file->add(block(RowRange{first, first + table_block_rows})); !added) return added;
    first += table_block_rows;
  } while (first < rows);
  return file->commit();
}

}  // namespace

PeopleTables people_tables(const RunReport& report) {
  const auto written = [&report](std::size_t rows, auto block) {
    return PeopleTable{
        rows, [&report, rows, block](const std::string& path, OutputFormat format, WriteOptions options) {
          const RunView view = view_of(report);
          return write_blocks(rows, path, format, options, [&](RowRange range) { return block(view, range); });
        }};
  };
  const RunResult& result = report.result;
  return {written(result.actions.size() + result.alerts.size(),
                  [](const RunView& view, RowRange range) { return actions_table(view, range); }),
          written(result.tags.size(), [](const RunView& view, RowRange range) { return tags_table(view, range); }),
          written(result.frame.rows(),
                  [&report](const RunView& view, RowRange range) { return facts_table(view, report.selected, range); }),
          written(result.decisions.size(),
                  [](const RunView& view, RowRange range) { return decisions_table(view, range); })};
}

namespace {

// Each on whichever thread is free; the first fault in their order.
Written write_all(const std::vector<std::function<Written()>>& tables, int threads) {
  std::vector<Written> written(tables.size());
  run_tasks(
      threads, tables.size(), [] { return 0; }, [&](int, std::size_t i) { written[i] = tables[i](); });
  for (const Written& one : written)
    if (!one) return one;
  return {};
}

}  // namespace

Written write_run(const RunReport& report, const std::string& folder, OutputFormat format, WriteOptions options,
                  bool only_issues, const PeopleTables& people) {
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  if (fault) return std::unexpected(WriteFault{folder, fault.message()});
  const RunView view = view_of(report);
  const auto path_of = [&](const std::string& name) { return folder + "/" + name + std::string(extension_of(format)); };
  const auto write = [&](const std::string& name, const OutputTable& table) {
    return write_table(table, path_of(name), format, options);
  };
  if (auto done = write("issues", issues_table(view)); !done) return done;
  const auto is_wanted = [&](std::string_view name) {
    return !only_issues && (report.tables.empty() || std::ranges::find(report.tables, name) != report.tables.end());
  };
  std::vector<std::function<Written()>> wanted;
  std::size_t rows = 0;
  const auto write_people = [&](const char* name, const PeopleTable& table) {
    if (!is_wanted(name)) return;
    rows += table.rows;
    wanted.emplace_back([&, name, write = &table.write] { return (*write)(path_of(name), format, options); });
  };
  write_people("actions", people.actions);
  write_people("tags", people.tags);
  write_people("facts", people.facts);
  write_people("decisions", people.decisions);
  begin_work(options.progress, Work::writing, rows);
  if (auto done = write_all(wanted, options.threads); !done) return done;
  if (is_wanted("segments"))
    if (auto done = write("segments", segments_table(view)); !done) return done;
  if (is_wanted("reports"))
    if (auto done = write_reports(report.reports, folder, write); !done) return done;
  return write_whole_file(folder + "/summary.json", summary(report));
}

}  // namespace sop::cli
