// sopc why PATH... --customer ID [NAME]: why a fact, tag, rule or journey is what it is for one customer. Nothing is
// written.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/progress_line.h"
#include "cli/run_report.h"
#include "cli/run_setup.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/suggest.h"
#include "runtime/explain/why.h"
#include "runtime/run/issues.h"
#include "runtime/run/paused.h"

namespace sop::cli {
namespace {

struct Options : RunArguments {
  std::string customer, name, format = "text";
};

// `why rules/ --data … --customer C012 at_risk`: the last word that is no file is what is asked about. Behind `--data`
// it was taken for one more table.
void take_name(Options& options) {
  for (auto at = options.data.begin(); at != options.data.end();) {
    const bool binds = at->find('=') != std::string::npos;
    if (!binds) options.paths.push_back(*at);
    at = binds ? at + 1 : options.data.erase(at);
  }
  std::error_code fault;
  if (options.paths.size() < 2 || std::filesystem::exists(options.paths.back(), fault)) return;
  options.name = options.paths.back();
  options.paths.pop_back();
}

class WhyCommand {
 public:
  explicit WhyCommand(const Options& options) : options_(options), setup_("why", options) {}

  int run() {
    if (const int code = setup_.compile_program(); code != clean) return code;
    if (const int code = open_state(); code != clean) return code;
    if (const int code = setup_.load(); code != clean) return code;
    if (const int code = load_state(); code != clean) return code;
    if (auto paused = with_pauses(program(), setup_.options)) setup_.compilation->program = std::move(*paused);
    auto customer = customer_of_id(program(), dataset(), options_.customer);
    if (!customer && state_.used())
      if (const auto kept = state_.store().kept_as(options_.customer))
        customer = customer_of_id(program(), dataset(), *kept);
    if (!customer && setup_.erased && setup_.erased(options_.customer))
      return setup_.fail(wrong_usage, fmt::format("the customer `{}` was erased from the state", options_.customer),
                         fmt::format("客户 `{}` 已从状态文件中清除", options_.customer));
    if (!customer)
      return setup_.fail(wrong_usage, fmt::format("no customer `{}` is in the data", options_.customer),
                         fmt::format("数据中没有客户 `{}`", options_.customer));
    {
      const ProgressLine line(setup_.progress, setup_.language);
      result_ = sop::run(program(), dataset(), setup_.options, setup_.context);
    }
    if (const int code = setup_.stop(cannot_stand(program(), result_)); code != clean) return code;
    return explain(*customer);
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

  int explain(std::uint32_t customer) {
    const InPhase in(setup_.profile(), Phase::explaining);
    setup_.context.progress = nullptr;
    DecidedRun decided{program(), dataset(), setup_.options, setup_.context, result_};
    if (state_.used())
      for (OutboxEntry& one : state_.store().outbox_of(dataset().pool->text(dataset().customer_ids[customer])))
        decided.done.push_back({one.source, one.verb, one.object, one.status, one.due_at, one.changed_at});
    Why why(decided, setup_.language);
    std::vector<WhySubject> subjects;
    if (!options_.name.empty()) subjects = why.find(options_.name);
    if (subjects.empty() && !options_.name.empty()) return unknown_name(why);
    if (options_.format == "json") {
      fmt::print("{}", why_json(why, subjects, customer, options_.customer));
    } else {
      std::vector<ExplainedStep> steps;
      if (options_.name.empty()) steps = why.overview(customer);
      for (const WhySubject& subject : subjects)
        for (ExplainedStep& step : why.explain(subject, customer)) steps.push_back(std::move(step));
      fmt::print("{}\n{}", why.heading(customer, options_.customer), why_text(steps));
    }
    std::fflush(stdout);
    if (state_.used())
      if (const auto fault = state_.store().broken()) return setup_.stop(state_.unreadable(*fault));
    return clean;
  }

  int unknown_name(const Why& why) const {
    if (const std::string other = why.other_kind(options_.name); !other.empty())
      return setup_.fail(wrong_usage, other, other);
    const auto names = why.names();
    const auto meant = did_you_mean(options_.name, names);
    return setup_.fail(wrong_usage,
                       fmt::format("no fact, tag, rule, journey or template is called `{}`{}", options_.name,
                                   meant ? fmt::format("; did you mean `{}`?", *meant) : ""),
                       fmt::format("没有名为 `{}` 的事实、标签、规则、旅程或模板{}", options_.name,
                                   meant ? fmt::format(";是否指 `{}`?", *meant) : ""));
  }

  const Options& options_;
  RunSetup setup_;
  RunState state_{options_.state};
  RunResult result_;
};

}  // namespace

void add_why(CLI::App& app, int& answer) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "why", "why a fact, tag, rule, journey or template (NAME, after the files) is what it is for one customer");
  command->footer(
      "Example: sopc why rules/ --data customers=customers.csv --data orders=orders.csv --as-of \"2026-11-22 10:00\" "
      "--customer C012 at_risk");
  add_run_arguments(*command, *options);
  command->add_option("--customer", options->customer, "her id, as in the data")->required();
  command->add_option("--format", options->format, "text, or json")->check(CLI::IsMember({"text", "json"}));
  command->callback([options, &answer] {
    take_name(*options);
    answer = profiled("why", options->profile, language_of(options->lang), [&] { return WhyCommand(*options).run(); });
  });
}

}  // namespace sop::cli
