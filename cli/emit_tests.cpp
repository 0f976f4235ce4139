#include "cli/emit_tests.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"
#include "compiler/format/format.h"
#include "compiler/passes/passes.h"
#include "runtime/io/zone_files.h"
#include "runtime/testing/run_tests.h"

namespace sop::cli {
namespace {

constexpr std::size_t most_tests = 200;  // each is a program of its own to compile and run

// Does it happen: is what the test expects so?
bool happens(const Sources& sources, const CheckOptions& options, const std::string& test) {
  Sources with = sources;
  with.emplace_back("witness.sop", test);
  TestSuite suite;
  Compilation compiled = compile(with, options, &suite, AnalysisDepth::fast);
  if (!compiled.diagnostics.can_run() || !compiled.program.later.empty()) return false;
  if (compiled.diagnostics.errors() > 0) compiled.program = run_passes(std::move(compiled.program));
  const auto own = static_cast<std::int32_t>(with.size()) - 1;
  std::erase_if(suite.tests, [&](const TestCase& one) { return one.span.file != own; });
  RunContext context{.zone = utc_rules()};
  if (!compiled.program.project.timezone.empty())
    if (auto rules = load_zone(compiled.program.project.timezone)) context.zone = *rules;
  const TestReport report = run_tests(compiled.program, suite, context, false);
  return !report.results.empty() &&
         std::ranges::all_of(report.results, [](const TestResult& result) { return result.failures.empty(); });
}

std::string in_language(const std::string& test, Language language, const DeclaredNames& names) {
  const SourceBuffer source("witness.sop", test);
  const auto text = format_source(source, language == Language::zh ? FormatLanguage::zh : FormatLanguage::en, names);
  return text ? *text : test;
}

std::string place_of(const Diagnostic& found, const Sources& sources) {
  const SourceBuffer& source = sources[static_cast<std::size_t>(found.span.file)];
  return fmt::format("{}:{}", visible(source.name()), source.line_of(found.span.begin));
}

// A test sets the clock, and a clock has a zone.
std::string zone_line(const Compilation& compilation) {
  for (Node node : compilation.parsed.declarations())
    if (node.is(NodeKind::project)) return "";
  return "project tried { timezone \"UTC\" }\n";
}

}  // namespace

EmittedTests emit_tests(const Sources& sources, const CheckOptions& options, const Compilation& compilation,
                        Language language) {
  EmittedTests out;
  const DeclaredNames names = names_declared_in(sources);
  const std::string zone = zone_line(compilation);
  for (const Diagnostic& found : compilation.diagnostics.all()) {
    if (found.witness.empty() && found.test.empty()) continue;
    const std::string place = place_of(found, sources);
    const bool proven = out.shown < most_tests && !found.test.empty() && happens(sources, options, zone + found.test);
    if (!proven) {
      out.missing.push_back(fmt::format("{} {}", row_of(found.code).id, place));
      continue;
    }
    out.shown += 1;
    out.of_errors = out.of_errors || found.severity == Severity::error;
    out.text += fmt::format("{}# {}[{}] {}: {}\n{}", out.text.empty() ? "" : "\n",
                            severity_word(found.severity, language), row_of(found.code).id, place,
                            headline_of(found, language), in_language(found.test, language, names));
  }
  if (out.shown > 0 && !zone.empty()) out.text = in_language(zone, language, names) + "\n" + out.text;
  if (out.of_errors)
    out.text = (language == Language::zh ? "# 其中有错误一级的问题:请用 sopc test --with-findings 运行\n"
                                         : "# of findings that are errors: run with sopc test --with-findings\n") +
               out.text;
  return out;
}

}  // namespace sop::cli
