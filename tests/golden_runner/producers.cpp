#include "tests/golden_runner/producers.h"

#include <fmt/format.h>

#include "compiler/diagnostics/render.h"
#include "compiler/driver/compile.h"
#include "compiler/driver/uses.h"
#include "compiler/format/format.h"
#include "compiler/ir/print.h"
#include "compiler/solver/second_layer.h"
#include "compiler/sql/sql.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/print_tree.h"
#include "runtime/io/zone_files.h"
#include "runtime/testing/report.h"
#include "tests/golden_runner/plan.h"
#include "tests/golden_runner/result.h"
#include "tests/golden_runner/why.h"

namespace sop::golden {
namespace {

Sources sources_of(const Case& golden) {
  Sources out;
  for (const auto& [name, text] : golden.sources()) out.emplace_back(name, text);
  return out;
}

Language language_of(std::string_view argument) { return argument == "zh" ? Language::zh : Language::en; }

std::string tree(const Case& golden, std::string_view) {
  const Sources sources = sources_of(golden);
  Diagnostics unheard;
  std::string out;
  for (std::size_t i = 0; i < sources.size(); ++i)
    out += print_tree(sources[i], parse(sources[i], static_cast<std::int32_t>(i), unheard));
  return out;
}

std::string formatted(const Case& golden, std::string_view argument) {
  std::string out;
  const FormatLanguage language = argument == "zh"   ? FormatLanguage::zh
                                  : argument == "en" ? FormatLanguage::en
                                                     : FormatLanguage::keep;
  for (const SourceBuffer& source : sources_of(golden)) {
    const auto text = format_source(source, language);
    out += text ? *text : "refused\n";
  }
  return out;
}

// With the modules of the standard library; the files it uses are sections too.
Sources program_of(const Case& golden) {
  Sources out = sources_of(golden);
  join_used_files(out, no_files());
  return out;
}

// DIAGNOSTICS [zh]: of boxes and customers tried, the same on every machine. DIAGNOSTICS full [zh]: what the second
// layer decides too; skipped where its library is not there.
std::string diagnostics(const Case& golden, std::string_view argument) {
  const Sources sources = program_of(golden);
  CheckOptions options;
  options.zone = zone_named;
  const bool full = argument.starts_with("full");
  if (full && solver_version().empty()) return "skipped: no Z3\n";
  const Compilation compilation = compile(sources, options, nullptr, full ? AnalysisDepth::full : AnalysisDepth::boxes);
  const Language language = argument.ends_with("zh") ? Language::zh : Language::en;
  const std::string out = render_text(compilation.diagnostics.all(), sources, language, false);
  return out.empty() ? "none\n" : out;
}

// OPEN [zh]: what all layers leave undecided, as `check --analysis require` names it; skipped where there is no solver.
std::string open_questions(const Case& golden, std::string_view argument) {
  const Sources sources = program_of(golden);
  CheckOptions options;
  options.zone = zone_named;
  if (solver_version().empty()) return "skipped: no Z3\n";
  const Compilation compilation = compile(sources, options, nullptr, AnalysisDepth::full);
  const std::string out = render_text(compilation.open_questions, sources, language_of(argument), false);
  return out.empty() ? "none\n" : out;
}

std::string ir(const Case& golden, std::string_view) {
  const Sources sources = program_of(golden);
  CheckOptions options;
  options.zone = zone_named;
  const Compilation compilation = compile(sources, options);
  if (compilation.diagnostics.errors() > 0)
    return render_text(compilation.diagnostics.all(), sources, Language::en, false);
  return print(compilation.program, {.spans = false});
}

std::string tested(const Case& golden, std::string_view argument, bool coverage) {
  const Sources sources = program_of(golden);
  CheckOptions options;
  options.zone = zone_named;
  TestSuite suite;
  const Compilation compilation = compile(sources, options, &suite);
  if (compilation.diagnostics.errors() > 0)
    return render_text(compilation.diagnostics.all(), sources, language_of(argument), false);
  for (const LaterForm& form : compilation.program.later) return "not run: " + form.what + "\n";
  RunContext context;
  context.zone = load_zone(compilation.program.project.timezone).value_or(utc_rules());
  const TestReport report = run_tests(compilation.program, suite, context, coverage);
  const TestView view{compilation.program, suite, report, sources, language_of(argument)};
  return coverage ? coverage_text(view) : test_text(view);
}

std::string test(const Case& golden, std::string_view argument) { return tested(golden, argument, false); }
std::string coverage(const Case& golden, std::string_view argument) { return tested(golden, argument, true); }

// SQL duckdb|clickhouse|spark|postgres [zh]: the query, and what it leaves out.
std::string sql_text(const Case& golden, std::string_view argument) {
  const Sources sources = program_of(golden);
  CheckOptions options;
  options.zone = zone_named;
  const Compilation compilation = compile(sources, options);
  if (compilation.diagnostics.errors() > 0)
    return render_text(compilation.diagnostics.all(), sources, Language::en, false);
  const bool zh = argument.ends_with(" zh");
  const auto dialect = sql::dialect_named(argument.substr(0, argument.find(' ')));
  if (!dialect) return "no such dialect\n";
  const sql::FactsQuery made = sql::facts_query(compilation.program, {.dialect = *dialect, .chinese = zh});
  return made.text.empty() ? "nothing can be said\n" : made.text;
}

// LINES: how many lines each source has. Needs no compiler; shows that the runner itself works.
std::string lines(const Case& golden, std::string_view) {
  std::string out;
  for (const auto& [name, text] : golden.sources())
    out += fmt::format("{}: {}\n", name, SourceBuffer(name, text).line_count());
  return out;
}

}  // namespace

const Producers& producers() {
  static const Producers table = {
      {"LINES", lines}, {"TREE", tree},     {"FORMATTED", formatted}, {"DIAGNOSTICS", diagnostics},
      {"IR", ir},       {"RESULT", result}, {"TEST", test},           {"COVERAGE", coverage},
      {"PLAN", plan},   {"WHY", why},       {"SQL", sql_text},        {"OPEN", open_questions},
  };
  return table;
}

}  // namespace sop::golden
