// sopc plan PATH...: what `run` would do with the same arguments, and how that differs from last time. Nothing is
// written, not even to the state. Answers as the run would: 1 where it would stop.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/progress_line.h"
#include "cli/run_report.h"
#include "cli/run_setup.h"
#include "cli/terminal.h"
#include "compiler/ir/print.h"
#include "compiler/ir/read.h"
#include "compiler/ir/verify.h"
#include "runtime/plan/plan_page.h"
#include "runtime/run/issues.h"

namespace sop::cli {
namespace {

struct PlanFlags : RunArguments {
  std::string format = "text", out;
  std::vector<std::string> select;
  bool strict = false, dry_run = false, raw = false;
};

// A result and the dataset it stands on.
struct OneRun {
  PreparedData prepared;
  RunMemory before;
  RunResult result;
};

class PlanCommand {
 public:
  explicit PlanCommand(const PlanFlags& options) : options_(options), setup_("plan", options) {}

  int run() {
    if (const int code = setup_.compile_program(); code != clean) return code;
    if (const int code = open_state(); code != clean) return code;
    if (const int code = setup_.load(); code != clean) return code;
    if (const int code = load_state(); code != clean) return code;
    decide();
    if (const int code = setup_.stop(cannot_stand(program(), result_)); code != clean) return code;
    if (const int code = compare(); code != clean) return code;
    return report();
  }

 private:
  const Program& program() const { return setup_.program(); }
  Dataset& dataset() { return setup_.prepared.dataset; }

  int open_state() {
    const InPhase in(setup_.profile(), Phase::loading_state);
    if (const int code = setup_.stop(state_.open_to_read()); code != clean) return code;
    if (const int code = setup_.stop(state_.join_versions(setup_.compilation->program)); code != clean) return code;
    setup_.erased = state_.erased();
    return clean;
  }

  int load_state() {
    const InPhase in(setup_.profile(), Phase::loading_state);
    return setup_.stop(state_.load(program(), dataset(), setup_.context.zone, setup_.options));
  }

  void decide() {
    const ProgressLine line(setup_.progress, setup_.language);
    result_ = sop::run(program(), dataset(), setup_.options, setup_.context);
    add_issues(result_.issues, setup_.prepared.issues);
  }

  int compare() {
    const InPhase in(setup_.profile(), Phase::comparing);
    LastRun last;
    if (state_.used()) {
      auto known = state_.store().load_last_run(program(), dataset());
      if (!known) return setup_.stop(state_.unreadable(known.error()));
      last = std::move(*known);
    }
    plan_ = make_plan(program(), dataset(), setup_.options, result_, last);
    plan_.redefined_accepted = options_.state.accept_redefined;
    if (!state_.used()) return clean;
    plan_.action_limit = state_.action_limit(program());
    if (plan_.has_last_time()) compare_programs();
    return clean;
  }

  // The program of the last run, on the tables of today.
  void compare_programs() {
    const std::string text = state_.store().latest_program();
    plan_.last_program = text == print(program(), {.spans = false}) ? LastProgram::same : LastProgram::edited;
    if (plan_.last_program == LastProgram::same) return;
    auto last = sop::read(text);
    if (!last || !verify(*last).empty()) {
      plan_.last_program = LastProgram::unreadable;
      return;
    }
    OneRun old;
    old.prepared = setup_.load_for(*last);
    auto memory = old.prepared.exit_code == clean ? state_.store().load(*last, old.prepared.dataset)
                                                  : std::unexpected(StoreFault{});
    if (!memory) {
      plan_.last_program = LastProgram::unreadable;
      return;
    }
    old.before = std::move(*memory);
    RunOptions options = setup_.options;
    options.before = &old.before;
    old.result = sop::run(*last, old.prepared.dataset, options, setup_.context);
    plan_.edits = edits_between({&*last, &old.prepared.dataset, &old.result}, {&program(), &dataset(), &result_});
  }

  int report() {
    const InPhase in(setup_.profile(), Phase::writing);
    const PlanView view{plan_, dataset(), setup_.context.zone, setup_.language};
    fmt::print("{}", options_.format == "json"       ? plan_json(view)
                     : options_.format == "markdown" ? plan_markdown(view)
                                                     : plan_text(view));
    std::fflush(stdout);
    if (options_.strict && has_issues(setup_.prepared, result_))
      return setup_.fail(findings, "--strict: issues or events of unknown customers; the run would stop",
                         "--strict:存在问题或未知客户的事件,运行会停下");
    const bool waits = !plan_.redefined.empty() && !plan_.redefined_accepted;
    const bool blast = plan_.action_limit > 0 && plan_.action_count() > static_cast<std::uint64_t>(plan_.action_limit);
    return waits || blast ? findings : clean;
  }

  const PlanFlags& options_;
  RunSetup setup_;
  RunState state_{options_.state};
  RunResult result_;
  RunPlan plan_;
};

}  // namespace

void add_plan(CLI::App& app, int& answer) {
  auto options = std::make_shared<PlanFlags>();
  CLI::App* command = app.add_subcommand("plan", "what a run would do, and how that differs from last time");
  command->footer(
      "Example: sopc plan rules/ --data customers=customers.csv --data orders=orders.csv --as-of \"2026-11-23 10:00\" "
      "--state shop.state --format markdown");
  add_run_arguments(*command, *options);
  add_commit_arguments(*command, *options);
  command->add_option("--format", options->format, "text, json or markdown; the formats of a run's files give text")
      ->check(CLI::IsMember({"text", "json", "markdown", "csv", "parquet", "arrow", "jsonl"}));
  command->add_flag("--strict", options->strict, "issues and events of unknown customers would fail the run");
  const char* as_run = "as given to a run; a plan writes nothing";
  command->add_option("--out", options->out, as_run);
  command->add_option("--select", options->select, as_run)->delimiter(',');
  command->add_flag("--dry-run", options->dry_run, as_run);
  command->add_flag("--raw", options->raw, as_run);
  command->callback([options, &answer] {
    answer =
        profiled("plan", options->profile, language_of(options->lang), [&] { return PlanCommand(*options).run(); });
  });
}

}  // namespace sop::cli
