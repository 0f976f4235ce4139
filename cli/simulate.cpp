// sopc simulate PATH...: a period under a virtual clock, and what would have happened per journey and step.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/option_file.h"
#include "cli/report/page.h"
#include "cli/report/page_assets.h"
#include "cli/run_setup.h"
#include "cli/simulate_view.h"
#include "cli/terminal.h"
#include "runtime/io/instant_option.h"
#include "runtime/simulate/assumed_events.h"

namespace sop::cli {
namespace {

struct SimulateFlags : RunArguments {
  std::string from, to, every = "1 day", format = "text", assume_file, html;
  std::vector<std::string> assume;
  std::uint64_t seed = 1;
  std::size_t sample = 100;
};

class SimulateCommand {
 public:
  explicit SimulateCommand(const SimulateFlags& options) : options_(options), setup_("simulate", options) {}

  int run() {
    if (!options_.html.empty() && page_assets().library.empty())
      return setup_.fail(
          wrong_usage,
          "this sopc was built without the charts that --html needs: they come from npm, which was not there "
          "or could not fetch them (uplot); install npm and build again, or use --format json",
          "此 sopc 构建时缺少 --html 所需的图表库(npm 包 uplot,当时没有 npm 或下载失败);请安装 npm 后重新构建,或使用 "
          "--format json");
    if (const int code = setup_.compile_program(); code != clean) return code;
    if (const int code = read_period(); code != clean) return code;
    if (const int code = read_assumptions(); code != clean) return code;
    if (const int code = setup_.load(); code != clean) return code;
    live();
    if (!simulation_.fault.empty()) return setup_.fail(wrong_usage, simulation_.fault, simulation_.fault);
    if (const auto& endless = simulation_.endless)
      return setup_.fail(findings, text_of(*endless, false), text_of(*endless, true));
    if (!simulation_.without_table.empty())
      return setup_.fail(
          findings, fmt::format("the calendar `{}` has no table for a year of this period", simulation_.without_table),
          fmt::format("日历 `{}` 缺少该期间某一年的表", simulation_.without_table));
    const InPhase in(setup_.profile(), Phase::writing);
    const SimulateView view{setup_.program(),
                            simulation_,
                            setup_.context.zone,
                            cost_of(setup_.program()),
                            options_.from,
                            options_.to,
                            how_.assumptions,
                            options_.seed,
                            setup_.context.zone.local_date(how_.period.from),
                            setup_.context.zone.local_date(how_.period.to)};
    if (!options_.html.empty())
      if (const int code = write_page(view); code != clean) return code;
    if (options_.format == "json")
      fmt::print("{}\n", simulate_json(view).dump(2));
    else
      fmt::print("{}", simulate_text(view, setup_.language));
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
      return setup_.fail(wrong_usage,
                         fmt::format("--to is an instant such as \"2026-01-31 09:00\", and `{}` is not", options_.to),
                         fmt::format("--to 须为时间点,如 \"2026-01-31 09:00\";`{}` 不是", options_.to));
    if (*to < *from)
      return setup_.fail(wrong_usage, fmt::format("--to ({}) comes before --from ({})", options_.to, options_.from),
                         fmt::format("--to({})早于 --from({})", options_.to, options_.from));
    if (!every)
      return setup_.fail(
          wrong_usage,
          fmt::format("--every is a length of time such as \"1 day\" or \"1 hour\", and `{}` is not", options_.every),
          fmt::format("--every 须为时长,如 \"1天\" 或 \"1小时\";`{}` 不是", options_.every));
    how_.period = {*from, *to, *every};
    how_.seed = options_.seed;
    how_.timelines = options_.html.empty() ? 0 : options_.sample;
    return clean;
  }

  int read_assumptions() {
    std::string text;
    if (!options_.assume_file.empty()) {
      const auto file = read_option_file(options_.assume_file);
      if (!file)
        return setup_.fail(unreadable_input, options_.assume_file + ": " + file.error().en,
                           options_.assume_file + ":" + file.error().zh);
      text = *file + "\n";
    }
    for (const std::string& one : options_.assume) text += one + "\n";
    auto read = parse_assumptions(text);
    if (!read) return setup_.fail(wrong_usage, read.error().en, read.error().zh);
    how_.assumptions = std::move(*read);
    for (const ResponseAssumption& one : how_.assumptions)
      if (const auto fits = check_assumption(setup_.program(), one); !fits)
        return setup_.fail(wrong_usage, fits.error().en, fits.error().zh);
    return clean;
  }

  void live() {
    if (!how_.assumptions.empty()) {
      read_again();
      how_.with_events = [this](const std::vector<AssumedEvent>& events) { return with(events); };
    }
    const bool shown = is_terminal(2);
    if (shown) {
      how_.before_tick = [this](Micros at) { progress(day_text(setup_.context.zone.local_date(at))); };
      how_.counted = [this](std::size_t done, std::size_t all) {
        progress(fmt::format(fmt::runtime(zh() ? "统计 {}/{}" : "counting {} of {}"), done, all));
      };
    }
    setup_.context.progress = nullptr;
    const InPhase in(setup_.profile(), Phase::counting);
    simulation_ = simulate(setup_.program(), setup_.prepared.dataset, how_, setup_.options, setup_.context);
    if (shown) progress("");
  }

  static void progress(const std::string& text) {
    fmt::print(stderr, "\r{:<40}\r{}", "", text);
    std::fflush(stderr);
  }

  int write_page(const SimulateView& view) const {
    std::ofstream file(options_.html, std::ios::binary);
    file << simulate_page(view, setup_.language);
    file.close();
    if (file) return clean;
    return setup_.fail(unreadable_input, options_.html + ": cannot be written", options_.html + ":无法写入");
  }

  // ---- The data with made-up events

  void read_again() {
    std::vector<Binding> bindings;
    for (const std::string& argument : options_.data)
      if (auto binding = parse_binding(argument)) bindings.push_back(*binding);
    read_ = read_inputs(setup_.program(), bindings, setup_.context.zone, *setup_.prepared.dataset.pool,
                        {.profile = setup_.profile(), .cache = setup_.cache()});
  }

  std::expected<Dataset, std::string> with(const std::vector<AssumedEvent>& events) {
    auto tables =
        with_assumed(setup_.program(), setup_.prepared.dataset, read_, how_.assumptions, events, setup_.context.zone);
    if (!tables) return std::unexpected(zh() ? tables.error().zh : tables.error().en);
    PreparedData prepared = prepare(setup_.program(), std::move(*tables), setup_.prepared.dataset.pool, evaluate_rows,
                                    setup_.context, {!options_.quarantine.empty()});
    if (prepared.exit_code == clean) return std::move(prepared.dataset);
    return std::unexpected(zh() ? "假定的事件与数据不符(取值超出范围或重复)"
                                : "assumed events do not fit the data (a value outside its range, or a repeated id)");
  }

  const SimulateFlags& options_;
  RunSetup setup_;
  SimulateOptions how_;
  InputTables read_;
  Simulation simulation_;
};

// "2026-01-01"
bool is_date(const std::string& text) { return text.size() == 10 && parse_instant(text + " 00:00", nullptr); }

}  // namespace

void add_simulate(CLI::App& app, int& answer) {
  auto options = std::make_shared<SimulateFlags>();
  CLI::App* command = app.add_subcommand("simulate", "live through a period under a virtual clock; nothing is written");
  command->footer(
      "Example: sopc simulate rules/ --data customers=customers.csv --data orders=orders.csv --from \"2026-01-01 "
      "09:00\" --to \"2026-03-31 09:00\" --every \"1 day\" --assume \"replies 30% after send_ask within 1 day\"");
  add_program_arguments(*command, *options);
  command
      ->add_option("--from", options->from,
                   "the first run: an instant, e.g. \"2026-01-01 09:00\"; a day alone is its midnight")
      ->required();
  command->add_option("--to", options->to, "the last run: an instant")->required();
  command->add_option("--every", options->every, "between two runs: \"1 day\", \"1 hour\"");
  command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_option("--html", options->html, "also as a page: one file that needs no network");
  command
      ->add_option(
          "--assume", options->assume,
          "an answer that is assumed, not known: \"STREAM 30% after STEP within 1 day set stars=5, words=yes\" "
          "(commas between columns)")
      ->take_all();
  command->add_option("--assume-file", options->assume_file, "a file of such lines");
  command->add_option("--seed", options->seed, "of what is drawn: assumed answers, the sample");
  command->add_option("--sample", options->sample, "how many customers the page of --html tells about");
  command->callback([options, &answer] {
    // A day begins at its midnight: there is no run whose data could lie on either side of it.
    for (std::string* bound : {&options->from, &options->to})
      if (is_date(*bound)) *bound += " 00:00";
    options->as_of = options->from;
    options->as_of_option = "--from";
    answer = profiled("simulate", options->profile, language_of(options->lang),
                      [&] { return SimulateCommand(*options).run(); });
  });
}

}  // namespace sop::cli
