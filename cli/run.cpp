// sopc run PATH...: one evaluation: read, decide, write.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/daily_line.h"
#include "cli/exit_codes.h"
#include "cli/first_run.h"
#include "cli/progress_line.h"
#include "cli/run_flags.h"
#include "cli/run_pieces.h"
#include "cli/run_report.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/suggest.h"
#include "runtime/daily/part.h"
#include "runtime/io/run_tables.h"
#include "runtime/reports/whole_run.h"
#include "runtime/run/issues.h"

namespace sop::cli {
namespace {

// One run, step by step; each step answers an exit code, `clean` to go on.
class RunCommand {
 public:
  explicit RunCommand(const RunFlags& options) : options_(options), setup_("run", options) {}

  int run() {
    if (options_.in_pieces())
      if (const int code = refuse_pieces(setup_, options_); code != clean) return code;
    if (const int code = setup_.compile_program(); code != clean) return code;
    if (const std::string unknown = unknown_selection(program(), options_.select); !unknown.empty())
      return unknown_fact(unknown);
    if (options_.in_pieces()) return run_pieces(setup_, options_);
    setup_.options.facts_read = facts_shown();
    if (const int code = open_state(); code != clean) return code;
    if (const int code = load(); code != clean) return code;
    if (const int code = choose(); code != clean) return code;
    if (const int code = load_state(); code != clean) return code;
    decide();
    if (const int code = setup_.stop(cannot_stand(program(), result_)); code != clean) return code;
    if (const int code = commit(); code != clean) return code;
    return report();
  }

 private:
  const Program& program() const { return setup_.program(); }
  Dataset& dataset() { return setup_.prepared.dataset; }

  // None: all of them.
  std::optional<std::vector<std::string>> facts_shown() const {
    const auto& tables = options_.tables;
    const bool in_files = !options_.out.empty();
    const bool written = !options_.dry_run && (tables.empty() || std::ranges::find(tables, "facts") != tables.end());
    if (in_files && !written) return std::vector<std::string>{};
    if (in_files && options_.select.empty()) return std::nullopt;
    return options_.select;
  }

  int open_state() {
    const InPhase in(setup_.profile(), Phase::loading_state);
    if (const int code = setup_.stop(options_.dry_run ? state_.open_to_read() : state_.open()); code != clean)
      return code;
    written_ = program();
    if (const int code = setup_.stop(state_.join_versions(setup_.compilation->program)); code != clean) return code;
    setup_.erased = state_.erased();
    return clean;
  }

  int load_state() {
    const InPhase in(setup_.profile(), Phase::loading_state);
    return setup_.stop(state_.load(program(), dataset(), setup_.context.zone, setup_.options));
  }

  int unknown_fact(const std::string& name) const {
    std::vector<std::string_view> names;
    for (const Fact& fact : program().facts) names.push_back(fact.name);
    const auto meant = did_you_mean(name, names);
    return setup_.fail(
        wrong_usage,
        fmt::format("--select: no fact is called `{}`{}", name,
                    meant ? fmt::format("; did you mean `{}`?", *meant) : ""),
        fmt::format("--select:没有名为 `{}` 的事实{}", name, meant ? fmt::format(";是否指 `{}`?", *meant) : ""));
  }

  // Who is asked: from here on the others are as if they were not there, in the data and in the memory.
  int choose() {
    if (!options_.incremental) return clean;
    if (!state_.used())
      return setup_.fail(wrong_usage, "--incremental needs --state: what an earlier run noted says who is asked",
                         "--incremental 需要 --state:由此前运行的记录决定处理哪些客户");
    const Micros latest = state_.store().latest_instant();
    if (!setup_.options.has_as_of || setup_.options.as_of < latest)
      return clean;  // loading the state says what is wrong
    noted_ = state_.store().load_daily();
    customers_ = dataset().customers;
    choice_ = choose_daily(program(), dataset(), noted_, latest, setup_.options.as_of, setup_.context.zone);
    if (choice_->whole) return clean;
    Dataset whole = std::move(dataset());
    dataset() = part_of(program(), whole, choice_->asked);
    return clean;
  }

  void decide() {
    const ProgressLine line(setup_.progress, setup_.language);
    WholeRun whole = run_with_reports(program(), dataset(), setup_.prepared.strangers, setup_.options, setup_.context);
    result_ = std::move(whole.result);
    reports_ = std::move(whole.reports);
    if (choice_) notes_ = note_daily(program(), dataset(), *choice_, noted_, setup_.options, setup_.context, result_);
    add_issues(result_.issues, setup_.prepared.issues);
  }

  bool failed_strictly() const { return options_.strict && has_issues(setup_.prepared, result_); }

  // A strict run that failed and a dry one leave the state as it was.
  int commit() {
    const InPhase in(setup_.profile(), Phase::committing);
    if (failed_strictly()) return clean;
    if (const int code = setup_.stop(state_.objections(program(), result_)); code != clean) return code;
    if (options_.dry_run) return clean;
    write_held({&program(), &dataset(), &result_, setup_.context.zone}, result_.memory.journeys);
    return setup_.stop(state_.commit({&program(), &dataset(), &result_, setup_.context.zone}, written_,
                                     choice_ ? &notes_ : nullptr, &noted_));
  }

  int load() {
    if (const int code = setup_.load(); code != clean) return code;
    return options_.dry_run ? clean : setup_.write_quarantined(setup_.prepared);
  }

  int report() {
    const InPhase in(setup_.profile(), Phase::writing);
    RunReport report{program(),
                     setup_.prepared,
                     result_,
                     setup_.options,
                     setup_.context.zone,
                     setup_.language,
                     options_.select,
                     options_.tables,
                     reports_,
                     totals_of(program(), dataset(), result_, setup_.options.as_of)};
    const bool strict_failure = failed_strictly();
    if (!options_.out.empty() && !options_.dry_run) {
      const ProgressLine line(setup_.progress, setup_.language);
      const auto written =
          write_run(report, options_.out, *output_format_of(options_.format),
                    {options_.raw, &setup_.progress, setup_.context.threads}, strict_failure, people_tables(report));
      if (!written) return setup_.unwritable(written.error());
    }
    if (options_.out.empty()) fmt::print("{}", screen_report(report));
    std::fflush(stdout);
    fmt::print(stderr, "{}", closing_lines(report));
    if (choice_) fmt::print(stderr, "{}", daily_line(*choice_, customers_, setup_.language));
    fmt::print(stderr, "{}",
               passed_over_lines(program(), dataset(), setup_.options, setup_.context, result_, setup_.language));
    return strict_failure ? setup_.failed_strictly() : clean;
  }

  const RunFlags& options_;
  RunSetup setup_;
  RunState state_{options_.state};
  Program written_;  // before versions of journeys with people inside joined it
  RunResult result_;
  std::vector<ReportTable> reports_;
  std::optional<DailyChoice> choice_;  // of an incremental run
  DailyNotes noted_, notes_;           // by the run before; by this one
  std::size_t customers_ = 0;          // of the data
};

}  // namespace

void add_run(CLI::App& app, int& answer) {
  auto options = std::make_shared<RunFlags>();
  CLI::App* command = app.add_subcommand("run", "evaluate a program on tables: facts, tags, actions");
  command->footer(
      "Example: sopc run reminder.sop --data customers=customers.csv --data orders=orders.csv --as-of \"2026-11-22 "
      "10:00\" --out out/");
  add_run_arguments(*command, *options);
  add_commit_arguments(*command, *options);
  command->add_option("--out", options->out, "write tables into this folder instead of the terminal");
  command->add_option("--format", options->format, "csv, parquet, arrow or jsonl")
      ->check(CLI::IsMember({"csv", "parquet", "arrow", "jsonl"}));
  command->add_option("--select", options->select, "facts to show, e.g. --select spend_30d,at_risk")->delimiter(',');
  command->add_option("--tables", options->tables, "write these tables alone, e.g. --tables actions,tags")
      ->delimiter(',')
      ->check(CLI::IsMember({"actions", "tags", "facts", "segments", "decisions", "reports"}));
  command->add_flag("--incremental", options->incremental,
                    "ask only customers whose rows or whose facts have changed since the last such run; needs --state");
  command
      ->add_option("--memory", options->memory,
                   "decide some customers at a time, within about this much memory, e.g. 1GiB; needs --out")
      ->transform(CLI::AsSizeValue(false));
  command->add_option("--pieces", options->pieces, "decide the customers in so many pieces; the result is the same")
      ->check(CLI::Range(1, 4096));
  command->add_flag("--strict", options->strict, "issues and events of unknown customers fail the run");
  command->add_flag("--dry-run", options->dry_run, "write nothing");
  command->add_flag("--raw", options->raw, "CSV without protection against spreadsheet formulas");
  command->callback([options, &answer] {
    options->only_declared = options->in_pieces();
    answer = profiled("run", options->profile, language_of(options->lang), [&] { return RunCommand(*options).run(); });
  });
}

}  // namespace sop::cli
