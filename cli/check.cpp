// sopc check PATH...: all findings of all files and phases in one run.
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "cli/commands.h"
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
  std::vector<std::string> paths, deny, warn, allow;
  std::string format = "text", lang, emit;
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

void print_findings(const Options& options, const Compilation& compilation, const Sources& sources) {
  const Language language = language_of(options.lang);
  const auto& all = compilation.diagnostics.all();
  if (options.format == "json") return say(render_json(all, sources, language));
  if (options.format == "github") {
    if (!all.empty()) fmt::print("{}", render_github(all, sources, language));
    return;
  }
  fmt::print("{}", render_text(all, sources, language, colour_wanted(1)));
  if (all.empty()) say(language == Language::zh ? "没有发现问题" : "no findings");
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
  Compilation compilation = compile(*sources, check_options);
  if (options.emit == "tree")
    for (std::size_t i = 0; i < sources->size(); ++i)
      fmt::print("{}", print_tree((*sources)[i], compilation.parsed.trees[i]));
  else if (options.emit == "ir" && compilation.diagnostics.errors() == 0)
    fmt::print("{}", print(compilation.program));
  else
    print_findings(options, compilation, *sources);
  return compilation.diagnostics.errors() == 0 ? clean : findings;
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
  command->add_option("--emit", options->emit, "print the syntax tree or the IR instead")
      ->check(CLI::IsMember({"tree", "ir"}));
  command->callback([options, &answer] { answer = check(*options); });
}

}  // namespace sop::cli
