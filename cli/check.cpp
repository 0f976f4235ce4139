// sopc check PATH...: all findings of all files and phases in one run.
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "cli/commands.h"
#include "cli/cost_report.h"
#include "cli/data_check.h"
#include "cli/exit_codes.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/ir/print.h"
#include "compiler/syntax/print_tree.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct Options {
  std::vector<std::string> paths, deny, warn, allow, data;
  int threads = 1;
  std::string format = "text", lang, emit;
  bool cost = false;
};

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

// The day `allow … until` is compared with: the only thing that a check asks the clock.
Days today() {
  return std::chrono::duration_cast<std::chrono::days>(std::chrono::system_clock::now().time_since_epoch()).count();
}

bool take_levels(const Options& options, CheckOptions& check_options) {
  const bool zh = language_of(options.lang) == Language::zh;
  for (const auto& [codes, level] : {std::pair(&options.deny, LintLevel::deny),
                                     {&options.warn, LintLevel::warn},
                                     {&options.allow, LintLevel::allow}})
    for (const std::string& code : *codes) {
      const DiagnosticRow* row = find_code(code);
      const bool good = row != nullptr && (row->severity != Severity::error || level == LintLevel::deny);
      if (!good) {
        const char* reason = row == nullptr ? (zh ? "没有这个编号" : "no finding has this code")
                                            : (zh ? "是错误,不能放行" : "is an error, which cannot be allowed");
        complain(fmt::format("sopc check: {}: {}", code, reason));
        return false;
      }
      check_options.levels.emplace_back(code, level);
    }
  return true;
}

void print_findings(const Options& options, const Compilation& compilation, const Sources& sources,
                    const std::optional<Survey>& survey, const std::optional<ProgramCost>& cost) {
  const Language language = language_of(options.lang);
  const auto& all = compilation.diagnostics.all();
  const Counts& beyond = compilation.diagnostics.beyond();
  if (options.format == "json") {
    std::string json = render_json(all, sources, language, shown_diagnostics, beyond);
    if (survey) json = with_survey(json, *survey, language);
    return say(cost ? with_cost(json, *cost) : json);
  }
  if (options.format == "github") {
    if (!all.empty()) fmt::print("{}", render_github(all, sources, language, shown_diagnostics, beyond));
    if (survey) fmt::print("{}", github_of(*survey, language));
    return;
  }
  fmt::print("{}", render_text(all, sources, language, colour_wanted(1), shown_diagnostics, beyond));
  if (all.empty() && !survey) say(language == Language::zh ? "没有发现问题" : "no findings");
  if (survey) fmt::print("{}", text_of(*survey, language));
  if (cost) fmt::print("\n{}", text_of(*cost, language == Language::zh));
}

int check(const Options& options) {
  const auto sources = read_program(options.paths);
  if (!sources) {
    const bool zh = language_of(options.lang) == Language::zh;
    complain(fmt::format("sopc check: {}: {}", sources.error().path,
                         zh ? sources.error().reason_zh : sources.error().reason_en));
    return unreadable_input;
  }
  CheckOptions check_options;
  check_options.zone = zone;
  check_options.today = today();
  if (!take_levels(options, check_options)) return wrong_usage;
  const auto bindings = bind_data(options.data, *sources, check_options);
  if (!bindings) {
    complain("sopc check: " + line_of(bindings.error(), language_of(options.lang)));
    return exit_code_of(bindings.error().fault);
  }
  Compilation compilation = compile(*sources, check_options);
  std::optional<Survey> found;
  if (!bindings->empty() && compilation.diagnostics.errors() == 0)
    found = survey_data(compilation.program, *bindings, options.threads);
  std::optional<ProgramCost> cost;
  if (options.cost && compilation.diagnostics.errors() == 0) cost = cost_of(compilation.program);
  if (options.emit == "tree")
    for (std::size_t i = 0; i < sources->size(); ++i)
      fmt::print("{}", print_tree((*sources)[i], compilation.parsed.trees[i]));
  else if (options.emit == "ir" && compilation.diagnostics.errors() == 0)
    fmt::print("{}", print(compilation.program));
  else
    print_findings(options, compilation, *sources, found, cost);
  if (compilation.diagnostics.errors() > 0) return findings;
  return found ? exit_code_of(*found) : clean;
}

}  // namespace

void add_check(CLI::App& app, int& answer) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "find what is wrong before anything runs");
  command->footer("Example: sopc check rules/ --format github");
  command->add_option("PATH", options->paths, ".sop files or folders")->required();
  command->add_option("--format", options->format, "text, json or github")
      ->check(CLI::IsMember({"text", "json", "github"}));
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--deny", options->deny, "treat this code as an error");
  command->add_option("--warn", options->warn, "report this code as a warning, whatever the project says");
  command->add_option("--allow", options->allow, "leave out this warning");
  command->add_option("--data", options->data, "NAME=FILE: hold the declarations against real tables too");
  command->add_option("--threads", options->threads, "how many threads read the tables")->check(CLI::Range(1, 1024));
  command->add_flag("--cost", options->cost, "the most contacts that one customer can get, per journey and together");
  command->add_option("--emit", options->emit, "print the syntax tree or the IR instead")
      ->check(CLI::IsMember({"tree", "ir"}));
  command->callback([options, &answer] { answer = check(*options); });
}

}  // namespace sop::cli
