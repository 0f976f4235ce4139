#include "cli/check_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/cost_report.h"
#include "cli/data_check.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/render.h"

namespace sop::cli {
namespace {

std::string analysis_line(const AnalysisEffort& spent, bool zh) {
  return fmt::format(fmt::runtime(zh ? "{1} 个推理问题中有 {0} 个未能判定"
                                     : "{0} of {1} questions of the analysis could not be decided"),
                     spent.undecided, spent.questions);
}

void print_text(const CheckReport& report) {
  const bool zh = report.language == Language::zh;
  const Diagnostics& found = report.compilation.diagnostics;
  fmt::print("{}", render_text(found.all(), report.sources, report.language, colour_wanted(1), shown_diagnostics,
                               found.beyond()));
  if (found.all().empty() && !report.data) say(zh ? "没有发现问题" : "no findings");
  if (report.data) fmt::print("{}", text_of(*report.data, report.language));
  if (report.cost) fmt::print("\n{}", text_of(*report.cost, zh));
  if (report.baseline) say(text_of(*report.baseline, zh));
  if (report.compilation.analysis.undecided > 0) say(analysis_line(report.compilation.analysis, zh));
}

void print_json(const CheckReport& report) {
  const Diagnostics& found = report.compilation.diagnostics;
  std::string json = render_json(found.all(), report.sources, report.language, shown_diagnostics, found.beyond());
  if (report.data) json = with_survey(json, *report.data, report.language);
  if (report.cost) json = with_cost(json, *report.cost);
  const AnalysisEffort& spent = report.compilation.analysis;
  if (report.baseline || report.require_analysis || spent.undecided > 0) {
    auto all = nlohmann::ordered_json::parse(json);
    if (report.baseline) all["baseline"] = {{"known", report.baseline->known}, {"gone", report.baseline->gone}};
    all["analysis"] = {{"questions", spent.questions}, {"undecided", spent.undecided}};
    json = all.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  say(json);
}

}  // namespace

void print_report(const CheckReport& report, const std::string& format) {
  const Diagnostics& found = report.compilation.diagnostics;
  const auto& all = found.all();
  if (format == "text") return print_text(report);
  if (format == "json") return print_json(report);
  const bool undecided = report.compilation.analysis.undecided > 0;
  if (undecided) complain(analysis_line(report.compilation.analysis, report.language == Language::zh));
  if (format == "sarif") {
    const std::string log = render_sarif(all, report.sources, report.language, shown_diagnostics, found.beyond());
    fmt::print("{}", report.data ? with_survey_sarif(log, *report.data, report.language) : log);
  } else if (format == "junit") {
    const std::string suites = render_junit(all, report.sources, report.language, shown_diagnostics, found.beyond());
    fmt::print("{}", report.data ? with_survey_junit(suites, *report.data, report.language) : suites);
  } else {
    fmt::print("{}", render_github(all, report.sources, report.language, shown_diagnostics, found.beyond()));
    if (report.data) fmt::print("{}", github_of(*report.data, report.language));
  }
}

}  // namespace sop::cli
