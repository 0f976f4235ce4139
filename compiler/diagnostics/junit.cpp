// JUnit's XML, for the lists of tests that GitLab, Jenkins and others show.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"
#include "compiler/diagnostics/xml_text.h"

namespace sop {
namespace {

// What makes `sopc check` answer something else than 0. A question left open is told only where that is asked for.
bool fails(const Diagnostic& found) { return found.severity == Severity::error || found.severity == Severity::note; }

std::string details_of(const Diagnostic& diagnostic, Language language) {
  std::string out = label_of(diagnostic, language);
  for (const PhraseText& note : diagnostic.notes) out += "\n" + visible_text(note, language);
  for (const std::string& help : helps_of(diagnostic, language)) out += "\n" + help;
  return out.starts_with('\n') ? out.substr(1) : out;
}

std::string case_of(const Diagnostic& diagnostic, const Sources& sources, Language language) {
  const std::string_view id = row_of(diagnostic.code).id;
  std::string file = "sop", place, name{id};
  if (diagnostic.span.exists()) {
    const SourceBuffer& source = sources[static_cast<std::size_t>(diagnostic.span.file)];
    const Position at = source.position(diagnostic.span.begin);
    file = visible(source.name());
    place = fmt::format(" file=\"{}\" line=\"{}\"", xml_text(file), at.line);
    name += fmt::format(" {}:{}", at.line, at.column);
  }
  const std::string headline = xml_text(headline_of(diagnostic, language));
  std::string out =
      fmt::format("<testcase classname=\"{}\" name=\"{} {}\"{}>\n", xml_text(file), name, headline, place);
  const std::string details = xml_text(details_of(diagnostic, language));
  if (fails(diagnostic))
    out += fmt::format("<failure type=\"{}\" message=\"{}\">{}</failure>\n", id, headline, details);
  else
    out += fmt::format("<system-out>{}: {}\n{}</system-out>\n", severity_word(diagnostic.severity, language), headline,
                       details);
  return out + "</testcase>\n";
}

}  // namespace

std::string render_junit(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                         std::size_t limit, const Counts& beyond) {
  struct Suite {
    std::string cases;
    std::size_t tests = 0, failures = 0;
  };
  std::map<std::int32_t, Suite> suites;
  Suite all;
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (!sources[i].standard) suites[static_cast<std::int32_t>(i)];
  const std::vector<const Diagnostic*> order = in_order(diagnostics, limit);
  for (const Diagnostic* found : std::span(order).first(std::min(limit, order.size()))) {
    Suite& suite = suites[found->span.exists() ? found->span.file : -1];
    suite.cases += case_of(*found, sources, language);
    suite.tests += 1;
    suite.failures += fails(*found) ? 1 : 0;
  }
  std::string body;
  for (auto& [file, suite] : suites) {
    const std::string name =
        file < 0 ? std::string("sop") : xml_text(visible(sources[static_cast<std::size_t>(file)].name()));
    if (suite.tests == 0) {
      const char* clean = language == Language::zh ? "没有发现问题" : "no findings";
      suite.cases = fmt::format("<testcase classname=\"{}\" name=\"{}\"/>\n", name, clean);
      suite.tests = 1;
    }
    body += fmt::format("<testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}</testsuite>\n", name, suite.tests,
                        suite.failures, suite.cases);
    all.tests += suite.tests;
    all.failures += suite.failures;
  }
  // What is found beyond what is shown counts, so that no list looks complete that is not.
  const auto rest = std::span(order).subspan(std::min(limit, order.size()));
  if (!rest.empty() || beyond.total() > 0) {
    const bool failing =
        beyond.errors > 0 || std::ranges::any_of(rest, [](const Diagnostic* found) { return fails(*found); });
    const std::string text =
        fmt::format(fmt::runtime(language == Language::zh ? "另有 {} 条未列出" : "{} more are not listed"),
                    rest.size() + beyond.total());
    body += fmt::format(
        "<testsuite name=\"sop\" tests=\"1\" failures=\"{1}\">\n<testcase classname=\"sop\" name=\"{0}\">{2}"
        "</testcase>\n</testsuite>\n",
        text, failing ? 1 : 0, failing ? fmt::format("<failure message=\"{}\"/>", text) : "");
    all.tests += 1;
    all.failures += failing ? 1 : 0;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sopc check\" tests=\"{}\" failures=\"{}\">\n{}"
      "</testsuites>\n",
      all.tests, all.failures, body);
}

}  // namespace sop
