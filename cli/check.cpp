// sopc check PATH...: all findings of all files and phases in one run.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>

#include "cli/baseline.h"
#include "cli/check_report.h"
#include "cli/commands.h"
#include "cli/cost_limits.h"
#include "cli/data_check.h"
#include "cli/emit_tests.h"
#include "cli/exit_codes.h"
#include "cli/list_files.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/ir/print.h"
#include "compiler/passes/passes.h"
#include "compiler/source/plural.h"
#include "compiler/syntax/print_tree.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct CheckFlags {
  std::vector<std::string> paths, deny, warn, allow, data, limits;
  int threads = 1;
  std::string format = "text", analysis = "full", lang, emit, baseline, write_baseline;
  bool cost = false, from_stdin = false;
  ProfileFlag profile;
};

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

// The day `allow … until` is compared with: the only thing that a check asks the clock.
Days today() {
  return std::chrono::duration_cast<std::chrono::days>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// `--deny S3001,s3014`: several in one, in either case.
std::vector<std::string> codes_in(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const std::string& codes : given) {
    std::string code;
    for (const char c : codes + ",") {
      if (c != ',' && c != ' ')
        code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      else if (!code.empty())
        out.push_back(std::exchange(code, ""));
    }
  }
  return out;
}

bool take_levels(const CheckFlags& options, CheckOptions& check_options) {
  const bool zh = language_of(options.lang) == Language::zh;
  for (const auto& [codes, level] : {std::pair(&options.deny, LintLevel::deny),
                                     {&options.warn, LintLevel::warn},
                                     {&options.allow, LintLevel::allow}})
    for (const std::string& code : codes_in(*codes)) {
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

// Errors that no baseline holds, each as it is told elsewhere.
int tell_what_stays(const CheckFlags& options, const Sources& sources, const Diagnostics& diagnostics) {
  const Language language = language_of(options.lang);
  std::vector<Diagnostic> stays;
  std::ranges::remove_copy_if(diagnostics.all(), std::back_inserter(stays), may_be_known);
  const std::size_t beyond = diagnostics.beyond().errors;
  if (stays.empty() && beyond == 0) return clean;
  Counts more;
  more.add(Severity::error, beyond);
  fmt::print(stderr, "{}", render_text(stays, sources, language, colour_wanted(2), shown_diagnostics, more));
  complain(language == Language::zh
               ? "语法、名称和类型的错误不能列入基线:请先改正"
               : "errors of syntax, names and types cannot be part of a baseline: mend them first");
  return findings;
}

int write_baseline(const CheckFlags& options, const Sources& sources, const Diagnostics& diagnostics) {
  const bool zh = language_of(options.lang) == Language::zh;
  const BaselineText baseline = baseline_of(options.write_baseline, sources, diagnostics);
  std::ofstream out(options.write_baseline, std::ios::binary | std::ios::trunc);
  if (!(out << baseline.text << std::flush)) {
    complain(fmt::format(fmt::runtime(zh ? "sopc check: {}: 无法写入" : "sopc check: {}: cannot be written"),
                         options.write_baseline));
    return unreadable_input;
  }
  say(zh ? fmt::format("已写入 {},共 {} 条已知问题", options.write_baseline, baseline.count)
         : fmt::format("wrote {} with {}", options.write_baseline, counted(baseline.count, "known finding")));
  return tell_what_stays(options, sources, diagnostics);
}

void print_program(const std::string& what, const Sources& sources, const Compilation& compilation) {
  if (what == "ir") return fmt::print("{}", print(compilation.program));
  for (std::size_t i = 0; i < sources.size(); ++i)
    fmt::print("{}", print_tree(sources[i], compilation.parsed.trees[i]));
}

void print_tests(const CheckFlags& options, const Sources& sources, const CheckOptions& check_options,
                 const Compilation& compilation) {
  const Language language = language_of(options.lang);
  const bool zh = language == Language::zh;
  const EmittedTests tests = emit_tests(sources, check_options, compilation, language);
  fmt::print("{}", tests.text);
  std::fflush(stdout);
  complain(fmt::format(
      fmt::runtime(zh ? "测试 {} 个,每个都已运行,问题确实出现" : "tests, each run, in which the finding happens: {}"),
      tests.shown));
  for (const std::string& one : tests.missing)
    complain(fmt::format(fmt::runtime(zh ? "没有可写成测试的客户:{}" : "no customer that a test can hold: {}"), one));
}

// Among the findings, by place: to be told, or held against a baseline.
void join_open_questions(Compilation& compilation) {
  auto& all = compilation.diagnostics.all();
  std::ranges::move(compilation.open_questions, std::back_inserter(all));
  compilation.open_questions.clear();
  compilation.diagnostics.sort();
}

int answer_of(const CheckReport& report) {
  if (report.compilation.diagnostics.errors() > 0) return findings;
  if (report.data && exit_code_of(report.data->survey) != clean) return exit_code_of(report.data->survey);
  if (!report.exceeded.empty()) return findings;
  return report.require_analysis && report.left_open > 0 ? analysis_incomplete : clean;
}

// Nothing: one of them is no limit; that was said.
std::optional<std::vector<CostLimit>> cost_limits(const CheckFlags& options) {
  std::vector<CostLimit> limits;
  for (const std::string& given : options.limits) {
    const auto limit = cost_limit_of(given);
    if (limit) {
      limits.push_back(*limit);
      continue;
    }
    const bool zh = language_of(options.lang) == Language::zh;
    complain(fmt::format(fmt::runtime(zh ? "sopc check: --limit 写作 名称=数字,名称为 {};`{}` 不是"
                                         : "sopc check: --limit is NAME=NUMBER, with a name of {}; `{}` is not"),
                         names_of_cost_limits(), given));
    return std::nullopt;
  }
  return limits;
}

// All that can be said of a program that could be read; `bindings` as they were given.
int check(const CheckFlags& options, const Sources& sources, const CheckOptions& check_options,
          const std::vector<Binding>& bindings, const std::vector<CostLimit>& limits) {
  const Language language = language_of(options.lang);
  const AnalysisDepth depth = options.emit == "test"       ? AnalysisDepth::proving
                              : options.analysis == "fast" ? AnalysisDepth::fast
                                                           : AnalysisDepth::full;
  Compilation compilation = compile(sources, check_options, nullptr, depth);
  Diagnostics& diagnostics = compilation.diagnostics;
  check_list_files(compilation.program, diagnostics);
  const bool required = options.analysis == "require";
  const bool named = required || !options.baseline.empty();
  const std::size_t unnamed = named ? 0 : compilation.open_questions.size();
  if (named) join_open_questions(compilation);
  if (!options.write_baseline.empty()) return write_baseline(options, sources, diagnostics);
  CheckReport report{.compilation = compilation, .sources = sources, .language = language};
  report.require_analysis = required;
  report.fast = depth == AnalysisDepth::fast;
  report.left_open = unnamed;
  const bool passed = diagnostics.errors() == 0;
  if (!options.baseline.empty()) {
    const auto use = leave_out_known(options.baseline, sources, diagnostics, depth != AnalysisDepth::fast);
    if (!use) {
      complain("sopc check: " + (language == Language::zh ? use.error().zh : use.error().en));
      return unreadable_input;
    }
    report.baseline = *use;
  }
  const bool sound = diagnostics.errors() == 0;
  if (sound && !passed) compilation.program = run_passes(std::move(compilation.program));  // its errors are known
  report.left_open += static_cast<std::size_t>(std::ranges::count_if(diagnostics.all(), is_open_question));
  if (!required) take_open_questions(diagnostics);
  if (!bindings.empty() && sound)
    report.data = check_data(compilation.program, bindings, check_options.today.value_or(today()), options.threads,
                             options.profile.profile);
  if ((options.cost || !limits.empty()) && sound) {
    const ProgramCost cost = cost_of(compilation.program);
    const ProgramWork work = work_of(compilation.program);
    report.exceeded = exceeded(limits, cost, work, language);
    if (options.cost) report.cost = cost, report.work = work;
  }
  const InPhase in(options.profile.profile, Phase::writing);
  if (options.emit == "test")
    print_tests(options, sources, check_options, compilation);
  else if (options.emit == "tree" || (options.emit == "ir" && sound))
    print_program(options.emit, sources, compilation);
  else
    print_report(report, options.format);
  return answer_of(report);
}

int check(const CheckFlags& options) {
  if (options.paths.empty() && !options.from_stdin) {
    const bool zh = language_of(options.lang) == Language::zh;
    complain(zh ? "sopc check: 请给出文件或文件夹,或 --stdin" : "sopc check: name a file or folder, or --stdin");
    return wrong_usage;
  }
  const auto sources = [&] {
    const InPhase in(options.profile.profile, Phase::sources);
    return read_program(options.paths, options.from_stdin);
  }();
  if (!sources) {
    const bool zh = language_of(options.lang) == Language::zh;
    complain(fmt::format("sopc check: {}: {}", sources.error().path,
                         zh ? sources.error().reason_zh : sources.error().reason_en));
    return unreadable_input;
  }
  CheckOptions check_options;
  check_options.zone = zone;
  check_options.today = today();
  check_options.profile = options.profile.profile;
  const auto limits = cost_limits(options);
  if (!limits || !take_levels(options, check_options)) return wrong_usage;
  const auto bindings = bind_data(options.data, *sources, check_options);
  if (!bindings) {
    complain("sopc check: " + line_of(bindings.error(), language_of(options.lang)));
    return exit_code_of(bindings.error().fault);
  }
  return check(options, *sources, check_options, *bindings, *limits);
}

}  // namespace

void add_check(CLI::App& app, int& answer) {
  auto options = std::make_shared<CheckFlags>();
  CLI::App* command = app.add_subcommand("check", "find what is wrong before anything runs");
  command->footer("Example: sopc check rules/ --format github");
  command->add_option("PATH", options->paths, ".sop files or folders");
  command->add_flag("--stdin", options->from_stdin, "read a program, or one more file of it, from a pipe");
  command->add_option("--format", options->format, "text, json, sarif, github or junit")
      ->check(CLI::IsMember({"text", "json", "sarif", "github", "junit"}));
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  command->add_option("--deny", options->deny, "treat this code as an error");
  command->add_option("--warn", options->warn, "report this code as a warning, whatever the project says");
  command->add_option("--allow", options->allow, "leave out this warning");
  command->add_option("--baseline", options->baseline, "leave out the findings this file lists");
  command->add_option("--write-baseline", options->write_baseline, "write the present findings to this file instead");
  command
      ->add_option("--analysis", options->analysis,
                   "fast: no solver, gives up sooner; full: what it leaves open is asked of Z3; require: as full, "
                   "names what stays open (S3027) and exits 4")
      ->check(CLI::IsMember({"fast", "full", "require"}));
  command->add_option("--data", options->data, "NAME=FILE: hold the declarations against real tables too");
  command->add_option("--threads", options->threads, "how many threads read the tables")->check(CLI::Range(1, 1024));
  command->add_flag(
      "--cost", options->cost,
      "the most contacts that one customer can get, per journey and together, and what an evaluation reads");
  command->add_option("--limit", options->limits, "fail above this cost, e.g. --limit atoms=500,contacts_in_7_days=4")
      ->delimiter(',');
  command
      ->add_option("--emit", options->emit,
                   "print test blocks with the findings' customers, the syntax tree or the IR instead")
      ->check(CLI::IsMember({"test", "tree", "ir"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("check", options->profile, language_of(options->lang), [&] { return check(*options); });
  });
}

}  // namespace sop::cli
