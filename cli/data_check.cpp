#include "cli/data_check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"
#include "compiler/diagnostics/xml_text.h"
#include "runtime/eval/evaluator.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/zone_files.h"

namespace sop::cli {
namespace {

struct Sentence {
  Severity severity = Severity::error;
  std::string input, file;
  std::int64_t line = 0;
  std::string column;
  std::uint64_t count = 0;
  std::string text;
};

std::vector<Sentence> sentences_of(const Survey& survey, Language language) {
  std::vector<Sentence> out;
  for (const BadInput& fault : survey.usage)
    out.push_back(
        {Severity::error, fault.input, fault.file, fault.line, fault.column, 1, visible(text_of(fault, language))});
  for (const InputSurvey& input : survey.inputs) {
    for (const SurveyProblem& problem : input.problems)
      out.push_back({Severity::error, input.name, problem.first.file, problem.first.line, problem.first.column,
                     problem.count, visible(text_of(problem, input, language))});
    for (const std::string& note : notes_of(input, language))
      out.push_back({Severity::note, input.name, "", 0, "", 0, visible(note)});
  }
  return out;
}

std::string place_of(const Sentence& sentence) {
  if (sentence.file.empty()) return sentence.input;
  return sentence.line == 0 ? sentence.file : fmt::format("{}:{}", sentence.file, sentence.line);
}

}  // namespace

std::expected<std::vector<Binding>, BadInput> bind_data(const std::vector<std::string>& arguments,
                                                        const Sources& sources, CheckOptions& options) {
  std::vector<Binding> bindings;
  for (const std::string& argument : arguments) {
    auto binding = parse_binding(argument);
    if (!binding) return std::unexpected(binding.error());
    bindings.push_back(std::move(*binding));
  }
  if (bindings.empty() || declares_inputs(sources)) return bindings;
  std::vector<InferredInput> inputs;
  for (const Binding& binding : bindings) {
    auto inferred = infer_input(binding);
    if (!inferred) return std::unexpected(inferred.error());
    inputs.push_back(std::move(*inferred));
  }
  arrange_inputs(inputs);
  options.inferred = schema_of(inputs);
  return bindings;
}

Survey survey_data(const Program& program, const std::vector<Binding>& bindings, int threads, Profile* profile) {
  RunContext context{.zone = utc_rules(), .threads = threads, .profile = profile};
  if (!program.project.timezone.empty())
    if (auto rules = load_zone(program.project.timezone)) context.zone = *rules;
  return survey(program, bindings, evaluate_rows, context);
}

std::string text_of(const Survey& survey, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const Sentence& sentence : sentences_of(survey, language))
    out += fmt::format("{}: {}: {}\n", place_of(sentence), severity_word(sentence.severity, language), sentence.text);
  for (const InputSurvey& input : survey.inputs)
    if (input.problems.empty())
      out += fmt::format(fmt::runtime(zh ? "{}:{} 行,全部符合声明\n" : "{}: {} rows, all as declared\n"), input.name,
                         input.rows);
  return out;
}

std::string github_of(const Survey& survey, Language language) {
  std::string out;
  for (const Sentence& sentence : sentences_of(survey, language)) {
    if (sentence.severity != Severity::error) continue;
    out += "::error ";
    if (!sentence.file.empty())
      out += fmt::format("file={},line={},", sentence.file, std::max<std::int64_t>(1, sentence.line));
    out += fmt::format("title={}::{}\n", sentence.input, sentence.text);
  }
  return out;
}

std::string with_survey(const std::string& json, const Survey& survey, Language language) {
  auto out = nlohmann::ordered_json::parse(json);
  auto data = nlohmann::ordered_json::array();
  for (const Sentence& sentence : sentences_of(survey, language))
    data.push_back({{"input", sentence.input},
                    {"severity", sentence.severity == Severity::error ? "error" : "note"},
                    {"file", sentence.file},
                    {"line", sentence.line},
                    {"column", sentence.column},
                    {"count", sentence.count},
                    {"message", sentence.text}});
  out["data"] = std::move(data);
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string with_survey_sarif(const std::string& log, const Survey& survey, Language language) {
  auto out = nlohmann::ordered_json::parse(log);
  auto& results = out["runs"][0]["results"];
  for (const Sentence& sentence : sentences_of(survey, language)) {
    nlohmann::ordered_json result{{"ruleId", "data"},
                                  {"level", sentence.severity == Severity::error ? "error" : "note"},
                                  {"message", {{"text", place_of(sentence) + ": " + sentence.text}}},
                                  {"properties", {{"input", sentence.input}, {"count", sentence.count}}}};
    results.push_back(std::move(result));
  }
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string with_survey_junit(const std::string& suites, const Survey& survey, Language language) {
  std::string out = suites.substr(0, suites.rfind("</testsuites>"));
  const std::vector<Sentence> sentences = sentences_of(survey, language);
  std::string cases;
  std::size_t failures = 0;
  for (const Sentence& sentence : sentences) {
    const std::string text = xml_text(sentence.text);
    const bool failing = sentence.severity == Severity::error;
    cases += fmt::format("<testcase classname=\"{}\" name=\"{}\">{}</testcase>\n", xml_text(place_of(sentence)), text,
                         failing ? fmt::format("<failure message=\"{}\"/>", text) : "");
    failures += failing ? 1 : 0;
  }
  return out + fmt::format("<testsuite name=\"data\" tests=\"{}\" failures=\"{}\">\n{}</testsuite>\n</testsuites>\n",
                           sentences.size(), failures, cases);
}

}  // namespace sop::cli
