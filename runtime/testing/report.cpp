#include "runtime/testing/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/xml_text.h"
#include "runtime/testing/quote.h"

namespace sop {
namespace {

using Json = nlohmann::ordered_json;

std::string atom_text(const TestView& view, const Reading::Atom& atom) {
  return fmt::format(fmt::runtime(zh(view) ? "`{}` 为{}({})" : "`{}` is {} ({})"),
                     condition_text(view, atom.inst, atom.span),
                     zh(view) ? (atom.is ? "真" : "假") : (atom.is ? "true" : "false"), place_of(view, atom.span));
}

std::string rule_text(const TestView& view, const TestFailure& failure, const RuleReading& rule) {
  if (failure.negated)
    return rule.fired ? fmt::format(fmt::runtime(zh(view) ? "规则 {} 触发了" : "the rule {} fired"), rule.rule) : "";
  if (rule.atom)
    return fmt::format(fmt::runtime(zh(view) ? "规则 {}:{}" : "the rule {}: {}"), rule.rule,
                       atom_text(view, *rule.atom));
  if (!failure.decisions.empty() || !failure.done_otherwise.empty()) return "";
  return fmt::format(fmt::runtime(zh(view) ? "规则 {}:此刻没有触发" : "the rule {} did not fire at this instant"),
                     rule.rule);
}

std::string journey_text(const TestView& view, const JourneyReading& one) {
  if (!one.entered)
    return fmt::format(fmt::runtime(zh(view) ? "旅程 {}:她没有进入" : "the journey {}: she has not entered it"),
                       one.journey);
  if (one.inside)
    return fmt::format(fmt::runtime(zh(view) ? "旅程 {}:她在 {}" : "the journey {}: she is at {}"), one.journey,
                       one.step);
  const std::string_view how = one.outcome == "goal"     ? (zh(view) ? "达成目标" : "the goal was reached")
                               : one.outcome == "exited" ? (zh(view) ? "已退出" : "she left it")
                                                         : (zh(view) ? "已走完" : "she is through");
  return fmt::format(fmt::runtime(zh(view) ? "旅程 {}:{}" : "the journey {}: {}"), one.journey, how);
}

// One line per thing to know about a failure, without its place.
std::vector<std::string> reasons_of(const TestView& view, const TestFailure& failure) {
  std::vector<std::string> out;
  if (!failure.fault_en.empty()) return {zh(view) ? failure.fault_zh : failure.fault_en};
  if (failure.unborn)
    out.push_back(fmt::format(fmt::runtime(zh(view) ? "此刻 {} 还不存在" : "{} does not exist yet at this instant"),
                              failure.customer));
  if (failure.action && !failure.unborn)
    out.push_back(zh(view) ? failure.customer + (failure.negated ? ":发生了" : ":没有发生")
                           : failure.customer + (failure.negated ? ": it happened" : ": it did not happen"));
  else if (!failure.unborn)
    out.push_back(failure.customer + (zh(view) ? ":不成立" : ": it does not hold"));
  if (failure.atom) out.push_back(atom_text(view, *failure.atom));
  for (const std::string& deed : failure.done_otherwise)
    out.push_back(fmt::format(fmt::runtime(zh(view) ? "实际发生的是:{}" : "what happened: {}"), deed));
  for (const RuleReading& rule : failure.rules)
    if (std::string line = rule_text(view, failure, rule); !line.empty()) out.push_back(std::move(line));
  for (const JourneyReading& one : failure.journeys) out.push_back(journey_text(view, one));
  if (failure.action && failure.rules.empty() && failure.journeys.empty() && !failure.negated)
    out.push_back(zh(view) ? "没有任何规则或旅程会做这件事" : "no rule and no journey does this");
  for (const std::string& decision : failure.decisions)
    out.push_back(fmt::format(fmt::runtime(zh(view) ? "已决定不执行:{}" : "decided against: {}"), decision));
  std::string read;
  for (const ReadValue& value : failure.values)
    read += fmt::format("{}{} = {}", read.empty() ? "" : ", ", value.name, value.value);
  if (!read.empty()) out.push_back(fmt::format(fmt::runtime(zh(view) ? "读到 {}" : "read {}"), read));
  return out;
}

std::string notes_of(const TestView& view, const TestResult& result) {
  std::string out;
  for (const std::string& note : result.notes) out += (out.empty() ? "" : ", ") + note;
  if (out.empty()) return out;
  return (zh(view) ? "未写出而取零值的列:" : "not given, so taken as: ") + out;
}

std::string expectation_of(const TestView& view, const TestFailure& failure) {
  return failure.is_expectation ? written(view, failure.span) : std::string();
}

std::size_t failed_count(const TestView& view) {
  return static_cast<std::size_t>(
      std::ranges::count_if(view.report.results, [](const TestResult& result) { return !result.failures.empty(); }));
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "; ") + line;
  return out;
}

}  // namespace

std::string test_text(const TestView& view) {
  std::string out;
  for (const TestResult& result : view.report.results) {
    if (result.failures.empty()) continue;
    const TestCase& test = view.suite.tests[result.test];
    out += fmt::format("{} {}: {}\n", zh(view) ? "失败" : "FAIL", place_of(view, test.span), visible(test.name));
    for (const TestFailure& failure : result.failures) {
      if (failure.is_expectation)
        out += fmt::format("  {}: {}\n", place_of(view, failure.span), visible(written(view, failure.span)));
      for (const std::string& reason : reasons_of(view, failure)) out += "    " + visible(reason) + "\n";
    }
    if (const std::string notes = notes_of(view, result); !notes.empty()) out += "  " + visible(notes) + "\n";
    out += "\n";
  }
  const std::size_t all = view.report.results.size(), failed = failed_count(view);
  const char* sentence = zh(view)   ? "{} 个测试:{} 个通过,{} 个失败\n"
                         : all == 1 ? "{} test: {} passed, {} failed\n"
                                    : "{} tests: {} passed, {} failed\n";
  return out + fmt::format(fmt::runtime(sentence), all, all - failed, failed);
}

std::string test_json(const TestView& view) {
  Json tests = Json::array();
  for (const TestResult& result : view.report.results) {
    const TestCase& test = view.suite.tests[result.test];
    Json failures = Json::array();
    for (const TestFailure& failure : result.failures) {
      Json values = Json::object();
      for (const ReadValue& value : failure.values) values[value.name] = value.value;
      failures.push_back({{"file", source_of(view, failure.span).name()},
                          {"line", line_of(view, failure.span)},
                          {"expectation", expectation_of(view, failure)},
                          {"customer", failure.customer},
                          {"reasons", reasons_of(view, failure)},
                          {"values", values}});
    }
    tests.push_back({{"name", test.name},
                     {"file", source_of(view, test.span).name()},
                     {"line", line_of(view, test.span)},
                     {"outcome", result.failures.empty() ? "passed" : "failed"},
                     {"failures", failures},
                     {"taken_as", result.notes}});
  }
  Json out{{"version", 1}, {"tests", tests}, {"total", tests.size()}, {"failed", failed_count(view)}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string test_junit(const TestView& view) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuites tests=\"{0}\" failures=\"{1}\">\n<testsuite name=\"sop\" tests=\"{0}\" failures=\"{1}\">\n",
      view.report.results.size(), failed_count(view));
  for (const TestResult& result : view.report.results) {
    const TestCase& test = view.suite.tests[result.test];
    out += fmt::format("<testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\"",
                       xml_text(source_of(view, test.span).name()), xml_text(test.name),
                       xml_text(source_of(view, test.span).name()), line_of(view, test.span));
    if (result.failures.empty()) {
      out += "/>\n";
      continue;
    }
    out += ">\n";
    for (const TestFailure& failure : result.failures)
      out += fmt::format(
          "<failure message=\"{}\">{}: {}</failure>\n",
          xml_text(failure.is_expectation ? expectation_of(view, failure) : joined(reasons_of(view, failure))),
          xml_text(place_of(view, failure.span)), xml_text(joined(reasons_of(view, failure))));
    out += "</testcase>\n";
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace sop
