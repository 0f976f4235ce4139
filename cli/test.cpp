// sopc test PATH...: the `test` blocks of a program, each on rows of its own.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/profile.h"
#include "cli/program_files.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/passes/passes.h"
#include "compiler/source/plural.h"
#include "runtime/io/zone_files.h"
#include "runtime/testing/report.h"

namespace sop::cli {
namespace {

struct TestFlags {
  std::vector<std::string> paths;
  std::string format = "text", lang;
  bool coverage = false, with_findings = false;
  ProfileFlag profile;
};

std::optional<ZoneRules> zone(const std::string& name) { return load_zone(name); }

// Findings go where they do no harm to JSON and JUnit.
int refuse(Diagnostics& found, const Sources& sources, Language language) {
  found.sort();
  fmt::print(stderr, "{}", render_text(found.all(), sources, language, colour_wanted(2)));
  return findings;
}

int test(const TestFlags& options) {
  const Language language = language_of(options.lang);
  const bool zh = language == Language::zh;
  Profile* const profile = options.profile.profile;
  const auto sources = [&] {
    const InPhase in(profile, Phase::sources);
    return read_program(options.paths);
  }();
  if (!sources) {
    complain(fmt::format("sopc test: {}: {}", sources.error().path,
                         zh ? sources.error().reason_zh : sources.error().reason_en));
    return unreadable_input;
  }
  CheckOptions check;
  check.zone = zone;
  check.profile = profile;
  TestSuite suite;
  Compilation compiled = compile(*sources, check, &suite);
  if (compiled.diagnostics.errors() == 0)
    for (const LaterForm& form : compiled.program.later)
      compiled.diagnostics.report(Code::S5001, form.span, {form.what});
  const std::size_t errors = compiled.diagnostics.errors();
  if (errors > 0 && options.with_findings && compiled.diagnostics.can_run()) {
    complain(
        zh ? fmt::format("有 {} 个分析错误,按 --with-findings 仍然运行测试", errors)
           : fmt::format("{} of the analysis; the tests run all the same (--with-findings)", counted(errors, "error")));
    compiled.program = run_passes(std::move(compiled.program));
  } else if (errors > 0) {
    return refuse(compiled.diagnostics, *sources, language);
  }
  RunContext context{.zone = utc_rules(), .profile = profile};
  if (!compiled.program.project.timezone.empty())
    if (auto rules = load_zone(compiled.program.project.timezone)) context.zone = *rules;
  const InPhase in(profile, Phase::testing);
  const TestReport report = run_tests(compiled.program, suite, context, options.coverage);
  const TestView view{compiled.program, suite, report, *sources, language};
  fmt::print("{}", options.format == "json"    ? test_json(view)
                   : options.format == "junit" ? test_junit(view)
                                               : test_text(view));
  if (options.coverage) fmt::print(options.format == "text" ? stdout : stderr, "{}", coverage_text(view));
  for (const TestResult& result : report.results)
    if (!result.failures.empty()) return findings;
  return clean;
}

}  // namespace

void add_test(CLI::App& app, int& answer) {
  auto options = std::make_shared<TestFlags>();
  CLI::App* command = app.add_subcommand("test", "run the test blocks of a program");
  command->footer("Example: sopc test rules/ --coverage");
  command->add_option("PATH", options->paths, ".sop files or folders; several are one program")->required();
  command->add_flag("--coverage", options->coverage, "which parts of conditions no test has seen true, or false");
  command->add_flag("--with-findings", options->with_findings,
                    "run the tests of a program whose only errors are findings of the analysis (S3...)");
  command->add_option("--format", options->format, "text, json or junit")
      ->check(CLI::IsMember({"text", "json", "junit"}));
  command->add_option("--lang", options->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  add_profile_flag(*command, options->profile);
  command->callback([options, &answer] {
    answer = profiled("test", options->profile, language_of(options->lang), [&] { return test(*options); });
  });
}

}  // namespace sop::cli
