// sopc simulate PATH...: a period under a virtual clock, and what would have happened per journey and step.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/cost_report.h"
#include "cli/exit_codes.h"
#include "cli/progress_line.h"
#include "cli/run_setup.h"
#include "cli/screen_table.h"
#include "cli/terminal.h"
#include "runtime/io/instant_option.h"
#include "runtime/simulate/simulate.h"
#include "stdlib/time/civil.h"
#include "stdlib/time/duration.h"

namespace sop::cli {
namespace {

struct Options : RunArguments {
  std::string from, to, every = "1 day", format = "text";
};

std::optional<std::int64_t> parse_span(const std::string& text) {
  std::int64_t count = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && count < 1'000'000)
    count = count * 10 + (text[at++] - '0');
  while (at < text.size() && text[at] == ' ') ++at;
  const std::string unit = text.substr(at);
  if (count == 0) return std::nullopt;
  const auto is = [&](std::string_view one, std::string_view zh) {
    return unit == one || unit == std::string(one) + "s" || unit == zh;
  };
  if (is("minute", "分钟")) return pack({count * 60 * micros_per_second, DurationUnit::micros});
  if (is("hour", "小时")) return pack({count * micros_per_hour, DurationUnit::micros});
  if (is("day", "天")) return pack({count, DurationUnit::days});
  if (is("week", "周")) return pack({count * 7, DurationUnit::days});
  if (is("month", "个月")) return pack({count, DurationUnit::months});
  return std::nullopt;
}

std::string joined(const std::map<std::string, std::uint64_t>& counts) {
  std::string out;
  for (const auto& [word, count] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", word, count);
  return out;
}

class SimulateCommand {
 public:
  explicit SimulateCommand(const Options& options) : options_(options), setup_("simulate", options) {}

  int run() {
    if (const int code = setup_.compile_program(); code != clean) return code;
    if (const int code = read_period(); code != clean) return code;
    if (const int code = setup_.load(); code != clean) return code;
    live();
    if (!simulation_.without_table.empty())
      return setup_.fail(
          findings, fmt::format("the calendar `{}` has no table for a year of this period", simulation_.without_table),
          fmt::format("日历 `{}` 缺少该期间某一年的表", simulation_.without_table));
    if (options_.format == "json")
      fmt::print("{}\n", json().dump(2));
    else
      print_text();
    std::fflush(stdout);
    return clean;
  }

 private:
  bool zh() const { return setup_.zh; }

  int read_period() {
    const auto from = parse_instant(options_.from, &setup_.context.zone);
    const auto to = parse_instant(options_.to, &setup_.context.zone);
    const auto every = parse_span(options_.every);
    if (!from || !to)
      return setup_.fail(wrong_usage, "--from and --to are instants such as \"2026-01-01 09:00\"",
                         "--from 与 --to 须为时间点,如 \"2026-01-01 09:00\"");
    if (*to < *from) return setup_.fail(wrong_usage, "--to comes before --from", "--to 早于 --from");
    if (!every)
      return setup_.fail(wrong_usage, "--every is a length of time such as \"1 day\" or \"1 hour\"",
                         "--every 须为时长,如 \"1天\" 或 \"1小时\"");
    period_ = {*from, *to, *every};
    return clean;
  }

  void live() {
    const bool shown = is_terminal(2);
    simulation_ =
        simulate(setup_.program(), setup_.prepared.dataset, period_, setup_.options, setup_.context, [&](Micros at) {
          if (!shown) return;
          fmt::print(stderr, "\r{} ", day_text(setup_.context.zone.local_date(at)));
          std::fflush(stderr);
        });
    if (shown) fmt::print(stderr, "\r            \r");
  }

  static std::string day_text(Days day) {
    const CivilDate date = civil_of(day);
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  }

  // ---- Shown ------------------------------------------------------------------------------------------------------

  void print_text() const {
    fmt::print("{}\n\n",
               zh() ? fmt::format("模拟 {} 至 {},运行 {} 次", options_.from, options_.to, simulation_.ticks)
                    : fmt::format("simulated {} to {}, {} runs", options_.from, options_.to, simulation_.ticks));
    if (!simulation_.journeys.empty()) fmt::print("{}\n", screen_table(journeys_table(), zh(), SIZE_MAX));
    fmt::print("{}\n", screen_table(steps_table(), zh(), SIZE_MAX));
    fmt::print("{}\n", screen_table(contacts_table(), zh(), SIZE_MAX));
    fmt::print("{}\n",
               zh() ? fmt::format("一位客户 7 天内最多收到 {} 次触达", simulation_.most_per_week)
                    : fmt::format("the most contacts one customer had in 7 days: {}", simulation_.most_per_week));
    fmt::print("\n{}", text_of(cost_of(setup_.program()), zh()));
    if (!simulation_.staff_load.empty()) fmt::print("\n{}", screen_table(staff_table(), zh(), SIZE_MAX));
  }

  static constexpr Type text_type{TypeKind::text, true, {}};
  static constexpr Type count_type{TypeKind::integer, false, {}};

  OutputTable journeys_table() const {
    OutputRows rows(setup_.prepared.dataset.pool);
    const std::size_t name = rows.add_column(zh() ? "旅程" : "journey", text_type);
    const std::size_t entered = rows.add_column(zh() ? "进入" : "entered", count_type);
    const std::size_t inside = rows.add_column(zh() ? "在途" : "inside", count_type);
    const std::size_t ended = rows.add_column(zh() ? "走完" : "ended", count_type);
    const std::size_t exited = rows.add_column(zh() ? "退出" : "exited", count_type);
    const std::size_t goals = rows.add_column(zh() ? "达成目标" : "goals", text_type);
    for (const JourneyTally& one : simulation_.journeys) {
      rows.text(name, one.name);
      rows.whole(entered, static_cast<std::int64_t>(one.entered));
      rows.whole(inside, static_cast<std::int64_t>(one.inside));
      rows.whole(ended, static_cast<std::int64_t>(one.ended));
      rows.whole(exited, static_cast<std::int64_t>(one.exited));
      if (!one.goals.empty()) rows.text(goals, joined(one.goals));
      rows.end_row();
    }
    return std::move(rows).finish(setup_.context.zone);
  }

  OutputTable steps_table() const {
    OutputRows rows(setup_.prepared.dataset.pool);
    const std::size_t source = rows.add_column(zh() ? "来源" : "source", text_type);
    const std::size_t step = rows.add_column(zh() ? "步骤" : "step", text_type);
    const std::size_t done = rows.add_column(zh() ? "已执行" : "done", count_type);
    const std::size_t waiting = rows.add_column(zh() ? "等待中" : "waiting", count_type);
    const std::size_t not_done = rows.add_column(zh() ? "未执行" : "not done", text_type);
    for (const StepTally& one : simulation_.steps) {
      rows.text(source, one.source);
      rows.text(step, one.step);
      rows.whole(done, static_cast<std::int64_t>(one.done));
      rows.whole(waiting, static_cast<std::int64_t>(one.waiting));
      if (!one.not_done.empty()) rows.text(not_done, joined(one.not_done));
      rows.end_row();
    }
    return std::move(rows).finish(setup_.context.zone);
  }

  OutputTable contacts_table() const {
    OutputRows rows(setup_.prepared.dataset.pool);
    const std::size_t per_day =
        rows.add_column(zh() ? "每人每天触达次数" : "contacts per customer and day", count_type);
    const std::size_t days = rows.add_column(zh() ? "人天" : "customer days", count_type);
    for (const auto& [count, how_often] : simulation_.per_day) {
      rows.whole(per_day, static_cast<std::int64_t>(count));
      rows.whole(days, static_cast<std::int64_t>(how_often));
      rows.end_row();
    }
    return std::move(rows).finish(setup_.context.zone);
  }

  OutputTable staff_table() const {
    OutputRows rows(setup_.prepared.dataset.pool);
    const std::size_t who = rows.add_column(zh() ? "员工" : "staff", text_type);
    const std::size_t hour = rows.add_column(zh() ? "时段" : "hour", count_type);
    const std::size_t work = rows.add_column(zh() ? "任务" : "work", count_type);
    for (const auto& [person, hours] : simulation_.staff_load)
      for (const auto& [at, count] : hours) {
        rows.text(who, person);
        rows.whole(hour, at);
        rows.whole(work, static_cast<std::int64_t>(count));
        rows.end_row();
      }
    return std::move(rows).finish(setup_.context.zone);
  }

  nlohmann::ordered_json json() const {
    nlohmann::ordered_json out = {
        {"version", 1}, {"from", options_.from}, {"to", options_.to}, {"runs", simulation_.ticks}};
    out["journeys"] = nlohmann::ordered_json::array();
    for (const JourneyTally& one : simulation_.journeys)
      out["journeys"].push_back({{"journey", one.name},
                                 {"entered", one.entered},
                                 {"inside", one.inside},
                                 {"ended", one.ended},
                                 {"exited", one.exited},
                                 {"goals", one.goals}});
    out["steps"] = nlohmann::ordered_json::array();
    for (const StepTally& one : simulation_.steps)
      out["steps"].push_back({{"source", one.source},
                              {"step", one.step},
                              {"done", one.done},
                              {"waiting", one.waiting},
                              {"not_done", one.not_done}});
    out["contacts_per_customer_and_day"] = nlohmann::ordered_json::array();
    for (const auto& [count, days] : simulation_.per_day)
      out["contacts_per_customer_and_day"].push_back({{"contacts", count}, {"customer_days", days}});
    out["most_contacts_in_7_days"] = simulation_.most_per_week;
    out["worst_case"] = json_of(cost_of(setup_.program()));
    out["contacts_on"] = nlohmann::ordered_json::object();
    for (const auto& [day, count] : simulation_.contacts_on) out["contacts_on"][day_text(day)] = count;
    return out;
  }

  const Options& options_;
  RunSetup setup_;
  Period period_;
  Simulation simulation_;
};

}  // namespace

void add_simulate(CLI::App& app, int& answer) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("simulate", "live through a period under a virtual clock; nothing is written");
  command->footer(
      "Example: sopc simulate rules/ --data customers=customers.csv --data orders=orders.csv --from \"2026-01-01 "
      "09:00\" "
      "--to \"2026-03-31 09:00\" --every \"1 day\"");
  add_run_arguments(*command, *options);
  command->add_option("--from", options->from, "the first run")->required();
  command->add_option("--to", options->to, "the last run")->required();
  command->add_option("--every", options->every, "between two runs: \"1 day\", \"1 hour\"");
  command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &answer] {
    options->as_of = options->from;
    answer = SimulateCommand(*options).run();
  });
}

}  // namespace sop::cli
