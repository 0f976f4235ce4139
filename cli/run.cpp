// sopc run PATH...: one evaluation: read, decide, write.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/program_files.h"
#include "cli/progress_line.h"
#include "cli/run_report.h"
#include "cli/run_state.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/instant_option.h"
#include "runtime/io/prepare.h"
#include "runtime/io/quarantine.h"
#include "runtime/io/run_tables.h"
#include "runtime/io/zone_files.h"
#include "runtime/run/issues.h"

namespace sop::cli {
namespace {

struct Options {
  std::vector<std::string> paths, data, select;
  std::string as_of, out, format = "csv", lang, quarantine;
  int threads = 1;
  StateOptions state;
  bool strict = false, dry_run = false, raw = false;
};

std::optional<ZoneRules> zone_of(const std::string& name) { return load_zone(name); }

// One run, step by step; each step answers an exit code, `clean` to go on.
class RunCommand {
 public:
  explicit RunCommand(const Options& options)
      : options_(options), language_(language_of(options.lang)), zh_(language_ == Language::zh) {}

  int run() {
    if (const int code = bind(); code != clean) return code;
    if (const int code = compile_program(); code != clean) return code;
    if (const int code = choose_instant(); code != clean) return code;
    if (const int code = stop(state_.open()); code != clean) return code;
    if (const int code = load(); code != clean) return code;
    if (const int code = stop(state_.load(compilation_->program, prepared_.dataset, context_.zone, run_options_));
        code != clean)
      return code;
    decide();
    if (const auto gap = find_table_gap(compilation_->program, result_.issues)) {
      const std::string line = gap_line(compilation_->program, *gap, zh_);
      return fail(findings, line, line);
    }
    if (!result_.without_table.empty())
      return fail(
          findings,
          fmt::format("the calendar `{}` has no table for a year this run needs (2015 to 2040); nothing was written",
                      result_.without_table),
          fmt::format("日历 `{}` 缺少本次运行所需年份的表(2015 至 2040 年),未写出任何内容", result_.without_table));
    if (const int code = commit(); code != clean) return code;
    return report();
  }

 private:
  void decide() {
    const ProgressLine line(progress_, language_);
    result_ = sop::run(compilation_->program, prepared_.dataset, run_options_, context_);
    add_issues(result_.issues, prepared_.issues);
  }

  int stop(const std::optional<Stopped>& stopped) {
    return stopped ? fail(stopped->exit_code, stopped->en, stopped->zh) : clean;
  }

  bool failed_strictly() const {
    std::uint64_t orphans = 0;
    for (const InputReport& input : prepared_.reports) orphans += input.orphans;
    return options_.strict && (!result_.issues.empty() || orphans > 0);
  }

  // A strict run that failed and a dry one leave the state as it was.
  int commit() {
    if (failed_strictly()) return clean;
    if (const int code = stop(state_.objections(compilation_->program, result_)); code != clean) return code;
    if (options_.dry_run) return clean;
    return stop(state_.commit({&compilation_->program, &prepared_.dataset, &result_, context_.zone}));
  }

  int fail(int code, std::string_view en, std::string_view zh) {
    complain(fmt::format("sopc run: {}", zh_ ? zh : en));
    return code;
  }

  int bind() {
    for (const std::string& argument : options_.data) {
      auto binding = parse_binding(argument);
      if (!binding)
        return fail(wrong_usage, line_of(binding.error(), Language::en), line_of(binding.error(), Language::zh));
      bindings_.push_back(*binding);
    }
    auto sources = read_program(options_.paths);
    if (!sources)
      return fail(unreadable_input, sources.error().path + ": " + sources.error().reason_en,
                  sources.error().path + ": " + sources.error().reason_zh);
    sources_ = std::move(*sources);
    return clean;
  }

  int infer_inputs(CheckOptions& check) {
    if (declares_inputs(sources_) || bindings_.empty()) return clean;
    for (const Binding& binding : bindings_) {
      auto inferred = infer_input(binding);
      if (!inferred)
        return fail(exit_code_of(inferred.error().fault), line_of(inferred.error(), Language::en),
                    line_of(inferred.error(), Language::zh));
      inferred_.push_back(std::move(*inferred));
    }
    arrange_inputs(inferred_);
    check.inferred = schema_of(inferred_);
    complain(zh_ ? "程序没有声明输入,按数据推断(`sopc init` 可写成声明):"
                 : "the program declares no inputs; taken from the data (`sopc init` writes it down):");
    for (const InferredInput& input : inferred_) complain("  " + inference_line(input));
    return clean;
  }

  int compile_program() {
    CheckOptions check;
    check.zone = zone_of;
    if (const int code = infer_inputs(check); code != clean) return code;
    compilation_ = std::make_unique<Compilation>(compile(sources_, check));
    Diagnostics& found = compilation_->diagnostics;
    if (found.errors() == 0)
      for (const LaterForm& form : compilation_->program.later)
        found.report(Code::S5001, form.span, {form.what, form.what_zh});
    found.sort();
    if (!found.all().empty()) fmt::print(stderr, "{}", render_text(found.all(), sources_, language_, colour_wanted(2)));
    return found.errors() == 0 ? clean : findings;
  }

  int choose_instant() {
    const Program& program = compilation_->program;
    context_.zone = utc_rules();
    const bool has_zone = !program.project.timezone.empty();
    if (has_zone)
      if (auto rules = load_zone(program.project.timezone)) context_.zone = *rules;
    context_.threads = std::max(1, options_.threads);
    context_.progress = &progress_;
    run_options_.evaluate = evaluate;
    if (options_.as_of.empty()) {
      if (program.reads_time)
        return fail(wrong_usage, "the program reads the time: say --as-of \"2026-11-22 10:00\"",
                    "程序用到了时间,请给出 --as-of \"2026-11-22 10:00\"");
      return clean;
    }
    const auto instant = parse_instant(options_.as_of, &context_.zone);
    if (!instant)
      return fail(wrong_usage,
                  fmt::format("--as-of is an instant such as 2026-11-22 10:00, and `{}` is not", options_.as_of),
                  fmt::format("--as-of 须为时间点,如 2026-11-22 10:00;`{}` 不是", options_.as_of));
    run_options_.as_of = *instant;
    run_options_.has_as_of = true;
    return clean;
  }

  void read() {
    const ProgressLine line(progress_, language_);
    prepared_ = load_dataset(compilation_->program, bindings_, evaluate_rows, context_, {!options_.quarantine.empty()});
  }

  int load() {
    read();
    print_input_findings(prepared_, language_);
    if (prepared_.exit_code != clean) return prepared_.exit_code;
    if (options_.quarantine.empty() || options_.dry_run) return clean;
    for (std::size_t i = 0; i < prepared_.findings.size(); ++i) {
      if (prepared_.findings[i].total == 0) continue;
      const auto written =
          write_quarantine(options_.quarantine, prepared_.reports[i].name, prepared_.findings[i].kept, language_);
      if (!written)
        return fail(unreadable_input, written.error().path + ": " + written.error().reason,
                    written.error().path + ": " + written.error().reason);
      complain(fmt::format(fmt::runtime(zh_ ? "隔离:{} 行写入 {}/{}.csv" : "quarantine: {} rows written to {}/{}.csv"),
                           written->rows, options_.quarantine, written->input));
    }
    return clean;
  }

  int report() {
    RunReport report{compilation_->program, prepared_, result_,        run_options_,
                     context_.zone,         language_, options_.select};
    const bool strict_failure = failed_strictly();
    const auto unknown = unknown_selection(report);
    if (!unknown.empty())
      return fail(wrong_usage, "--select: no fact is called `" + unknown + "`",
                  "--select:没有名为 `" + unknown + "` 的事实");
    if (!options_.out.empty() && !options_.dry_run) {
      const ProgressLine line(progress_, language_);
      const auto written = write_run(report, options_.out, *output_format_of(options_.format),
                                     {options_.raw, &progress_}, strict_failure);
      if (!written)
        return fail(unreadable_input, written.error().path + ": " + written.error().reason,
                    written.error().path + ": " + written.error().reason);
    }
    if (options_.out.empty()) fmt::print("{}", screen_report(report));
    std::fflush(stdout);
    fmt::print(stderr, "{}", closing_lines(report));
    if (strict_failure)
      return fail(findings, "--strict: issues or events of unknown customers; nothing else was written",
                  "--strict:存在问题或未知客户的事件,未写出其他结果");
    return clean;
  }

  const Options& options_;
  Language language_;
  bool zh_;
  Sources sources_;
  std::vector<Binding> bindings_;
  std::vector<InferredInput> inferred_;
  std::unique_ptr<Compilation> compilation_;
  Progress progress_;
  RunContext context_;
  RunOptions run_options_;
  RunState state_{options_.state};
  Prepared prepared_;
  RunResult result_;
};

}  // namespace

void add_run(CLI::App& app, int& answer) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("run", "evaluate a program on tables: facts, tags, actions");
  command->footer(
      "Example: sopc run reminder.sop --data customers=customers.csv --data orders=orders.csv --as-of \"2026-11-22 "
      "10:00\" --out out/");
  command->add_option("PATH", options->paths, ".sop files or folders")->required();
  command->add_option("--data", options->data, "NAME=FILE: csv, tsv, parquet, arrow; a folder or pattern too");
  command->add_option("--as-of", options->as_of, "the instant of the run, in the project's time zone");
  command->add_option("--out", options->out, "write tables into this folder instead of the terminal");
  command->add_option("--format", options->format, "csv, parquet, arrow or jsonl")
      ->check(CLI::IsMember({"csv", "parquet", "arrow", "jsonl"}));
  command->add_option("--select", options->select, "facts to show, e.g. --select spend_30d,at_risk")->delimiter(',');
  command->add_option("--threads", options->threads, "how many threads; results do not depend on it")
      ->check(CLI::Range(1, 1024));
  command->add_option("--quarantine", options->quarantine, "leave bad rows out and write them into this folder");
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--state", options->state.file,
                      "remember in this file: rules fire when they become true, tags change by difference");
  command->add_flag("--accept-redefined", options->state.accept_redefined,
                    "commit although rules or tags say something else than in the last run");
  command->add_option("--allow-blast", options->state.allow_blast, "let up to N actions through the guard")
      ->check(CLI::PositiveNumber);
  command->add_flag("--strict", options->strict, "issues and events of unknown customers fail the run");
  command->add_flag("--dry-run", options->dry_run, "write nothing");
  command->add_flag("--raw", options->raw, "CSV without protection against spreadsheet formulas");
  command->callback([options, &answer] { answer = RunCommand(*options).run(); });
}

}  // namespace sop::cli
