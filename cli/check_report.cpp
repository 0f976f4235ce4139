#include "cli/check_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/cost_report.h"
#include "cli/data_check.h"
#include "cli/terminal.h"
#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/render.h"
#include "compiler/solver/second_layer.h"

namespace sop::cli {
namespace {

std::string analysis_line(const CheckReport& report, bool zh) {
  std::string out = fmt::format(fmt::runtime(zh ? "{1} 个推理问题中有 {0} 个未能判定"
                                                : "{0} of {1} questions of the analysis could not be decided"),
                                report.left_open, report.compilation.analysis.questions);
  if (report.fast) return out + (zh ? ";--analysis full 会进一步求证" : "; --analysis full goes further");
  if (!report.require_analysis) out += zh ? ";--analysis require 会逐一列出" : "; --analysis require names each";
  return out;
}

// Told where it matters: something was left to a second layer that is not there.
std::string absent_line(bool zh) {
  return zh ? "没有求解器(Z3):full 只做了 fast 与逐个试算能做的;安装 libz3 后可判定更多"
            : "the solver (Z3) is not there: full did what fast and trying customers can; with libz3 it decides more";
}

// Never as if all had been decided where something was not.
std::string nothing_found(const CheckReport& report, bool zh) {
  const std::string out = zh ? "没有发现问题" : "no findings";
  return report.left_open == 0 ? out : out + (zh ? ",但" : ", but ") + analysis_line(report, zh);
}

// What is said of the analysis itself, a line each; `told`: what is open has been.
std::vector<std::string> lines_of(const CheckReport& report, bool told = false) {
  const bool zh = report.language == Language::zh;
  std::vector<std::string> out;
  if (report.left_open > 0 && !told) out.push_back(analysis_line(report, zh));
  if (report.compilation.analysis.solver_absent) out.push_back(absent_line(zh));
  out.insert(out.end(), report.exceeded.begin(), report.exceeded.end());
  return out;
}

void print_text(const CheckReport& report) {
  const bool zh = report.language == Language::zh;
  const Diagnostics& found = report.compilation.diagnostics;
  fmt::print("{}", render_text(found.all(), report.sources, report.language, colour_wanted(1), shown_diagnostics,
                               found.beyond()));
  if (found.all().empty() && !report.data) say(nothing_found(report, zh));
  if (report.data) fmt::print("{}", text_of(*report.data, report.language));
  if (report.cost) fmt::print("\n{}", text_of(*report.cost, zh));
  if (report.work) fmt::print("\n{}", text_of(*report.work, zh));
  if (report.baseline) say(text_of(*report.baseline, zh));
  const bool told = found.all().empty() && !report.data;
  for (const std::string& line : lines_of(report, told)) say(line);
}

void print_json(const CheckReport& report) {
  const Diagnostics& found = report.compilation.diagnostics;
  std::string json = render_json(found.all(), report.sources, report.language, shown_diagnostics, found.beyond());
  if (report.data) json = with_survey(json, *report.data, report.sources, report.language, shown_diagnostics);
  if (report.cost) json = with_cost(json, *report.cost, *report.work);
  const AnalysisEffort& spent = report.compilation.analysis;
  if (report.baseline || report.require_analysis || report.left_open > 0 || spent.solver_absent) {
    auto all = nlohmann::ordered_json::parse(json);
    if (report.baseline) all["baseline"] = {{"known", report.baseline->known}, {"gone", report.baseline->gone}};
    all["analysis"] = {{"questions", spent.questions}, {"undecided", report.left_open}};
    if (report.require_analysis || spent.solver_absent) {
      const std::string version = spent.solver_absent ? "" : solver_version();
      all["analysis"]["solver"] = version.empty() ? "absent" : version;
    }
    json = neutral_json(all.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }
  say(json);
}

}  // namespace

void print_report(const CheckReport& report, const std::string& format) {
  const Diagnostics& found = report.compilation.diagnostics;
  const auto& all = found.all();
  if (format == "text") return print_text(report);
  if (format == "json") return print_json(report);
  for (const std::string& line : lines_of(report)) complain(line);
  if (format == "sarif") {
    const std::string log = render_sarif(all, report.sources, report.language, shown_diagnostics, found.beyond());
    fmt::print("{}", report.data ? with_survey_sarif(log, *report.data, report.sources, report.language) : log);
  } else if (format == "junit") {
    const std::string suites = render_junit(all, report.sources, report.language, shown_diagnostics, found.beyond());
    fmt::print("{}", report.data ? with_survey_junit(suites, *report.data, report.language) : suites);
  } else {
    fmt::print("{}", render_github(all, report.sources, report.language, shown_diagnostics, found.beyond()));
    if (report.data) fmt::print("{}", github_of(*report.data, report.sources, report.language));
  }
}

}  // namespace sop::cli
