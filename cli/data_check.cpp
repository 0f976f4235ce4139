#include "cli/data_check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"
#include "compiler/diagnostics/xml_text.h"
#include "compiler/source/plural.h"
#include "runtime/eval/evaluator.h"
#include "runtime/io/inferred_schema.h"
#include "runtime/io/value_print.h"
#include "runtime/io/zone_files.h"
#include "stdlib/time/duration.h"

namespace sop::cli {
namespace {

struct Sentence {
  Severity severity = Severity::error;
  std::string input, file;
  std::int64_t line = 0;
  std::string column;
  std::uint64_t count = 0;
  std::string text;
  Span declared = {};          // what it is about, where no line of a file is
  std::string read_from = {};  // where nothing is declared either
};

// Where a sentence belongs, as the forms for machines want it.
struct Spot {
  std::string file;
  Position begin, end;
};

Spot spot_of(const Sentence& sentence, const Sources& sources) {
  Spot out;
  out.file = sentence.file;
  if (!sentence.file.empty()) {
    out.begin.line = out.end.line = static_cast<std::uint32_t>(std::max<std::int64_t>(1, sentence.line));
  } else if (sentence.declared.exists()) {
    const SourceBuffer& source = sources[static_cast<std::size_t>(sentence.declared.file)];
    out = {source.name(), source.position(sentence.declared.begin), source.position(sentence.declared.end)};
  } else {
    out.file = sentence.read_from;
  }
  return out;
}

std::string day_of(const DataCheck& data, Micros instant) {
  std::string out;
  print_date(data.zone.local_date(instant), out);
  return out;
}

// A tag is a tool, not a basket: who fits nobody, and what always comes together.
void add_tags(const DataCheck& data, Language language, std::vector<Sentence>& out) {
  const bool zh = language == Language::zh;
  const auto say = [&](Severity severity, const std::string& about, std::uint64_t count, std::string text) {
    out.push_back({severity, about, "", 0, "", count, visible(text)});
  };
  if (!data.not_given.empty())
    say(Severity::note, data.not_given, 0,
        zh ? "没有给出:未查看标签有谁符合" : "not given: whom the tags fit was not looked at");
  if (!data.tags) return;
  const TagUse& use = *data.tags;
  for (const UnheldTag& tag : use.unheld)
    say(Severity::warning, tag.name, 0,
        fmt::format(
            fmt::runtime(tag.stored
                             ? (zh ? "到 {1} 为止没有人有这个标签:{0} 位客户中,没有哪条规则打上过它"
                                   : "nobody has this tag on {1}: no rule has set it for any of the {0} customers")
                             : (zh ? "没有人有这个标签:{0} 位客户在 {1} 都没有,此前 {2} 周每周看一次,也没有"
                                   : "nobody has this tag: none of the {0} customers on {1}, nor when "
                                     "asked once a week over the {2} weeks before")),
            use.customers, day_of(data, use.as_of), weeks_looked_back));
  for (const TagPair& pair : use.together)
    say(Severity::warning, pair.one, pair.have_both,
        fmt::format(
            fmt::runtime(zh ? "与“{0}”几乎总是同时出现:{1} 人有“{2}”,{3} 人有“{0}”,{4} 人两者都有;留一个可能就够了"
                            : "comes together with `{0}`: {1} customers have `{2}`, {3} have `{0}`, {4} have both; "
                              "one of the two may do"),
            pair.other, pair.have_one, pair.one, pair.have_other, pair.have_both));
}

// Of days or months, as every coupon's.
std::string length_of(Duration valid, bool zh) {
  const bool months = valid.unit == DurationUnit::months;
  if (zh) return fmt::format("{} {}", valid.count, months ? "个月" : "天");
  return fmt::format("{} {}{}", valid.count, months ? "month" : "day", valid.count == 1 ? "" : "s");
}

void add_coupons(const DataCheck& data, Language language, std::vector<Sentence>& out) {
  const bool zh = language == Language::zh;
  for (const CouponGaps& one : data.coupons) {
    out.push_back(
        {Severity::warning, one.coupon, "", 0, "", one.longer,
         visible(fmt::format(
             fmt::runtime(zh ? "有效期只有 {0},太短:“{1}”之间的 {2} 个间隔中有 {3} 个更长,间隔的中位数是 {4} 天"
                             : "good for {0}, and that is short: of {2} gaps between `{1}` {3} are longer; the "
                               "median is {4} days"),
             length_of(unpack_duration(one.valid), zh), one.stream, one.gaps, one.longer, one.median_days))});
  }
}

std::vector<Sentence> sentences_of(const DataCheck& data, Language language) {
  std::vector<Sentence> out;
  for (const BadInput& fault : data.survey.usage)
    out.push_back(
        {Severity::error, fault.input, fault.file, fault.line, fault.column, 1, visible(text_of(fault, language))});
  for (const InputSurvey& input : data.survey.inputs) {
    for (const SurveyProblem& problem : input.problems)
      out.push_back({Severity::error, input.name, problem.first.file, problem.first.line, problem.first.column,
                     problem.count, visible(text_of(problem, input, language))});
    for (const std::string& note : notes_of(input, language))
      out.push_back({Severity::note, input.name, "", 0, "", 0, visible(note)});
  }
  add_tags(data, language, out);
  add_coupons(data, language, out);
  for (Sentence& sentence : out) {
    const auto declared = data.declared.find(sentence.input);
    if (declared != data.declared.end()) sentence.declared = declared->second;
    const auto input = std::ranges::find(data.survey.inputs, sentence.input, &InputSurvey::name);
    if (input != data.survey.inputs.end() && !input->files.empty()) sentence.read_from = input->files.front();
  }
  return out;
}

const char* word_of(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
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

namespace {

// Where inputs, tags and coupons are declared.
std::map<std::string, Span> declared_in(const Program& program) {
  std::map<std::string, Span> out;
  for (const Input& input : program.inputs) out.emplace(input.name, input.span);
  for (const Fact& fact : program.facts) out.emplace(fact.name, fact.span);
  for (const Coupon& coupon : program.coupons) out.emplace(coupon.name, coupon.span);
  for (const Rule& rule : program.rules)
    for (const Action& action : rule.actions)
      if (action.verb == Verb::tag) out.emplace(action.object, action.span);
  return out;
}

}  // namespace

DataCheck check_data(const Program& program, const std::vector<Binding>& bindings, Days today, int threads,
                     Profile* profile) {
  RunContext context{.zone = utc_rules(), .threads = threads, .profile = profile};
  if (!program.project.timezone.empty())
    if (auto rules = load_zone(program.project.timezone)) context.zone = *rules;
  DataCheck out{survey(program, bindings, evaluate_rows, context), "", {}, {}, context.zone, declared_in(program)};
  if (!out.survey.dataset) return out;
  out.coupons = short_coupons(program, *out.survey.dataset, context.zone);
  if (std::ranges::none_of(program.facts,
                           [](const Fact& fact) { return fact.kind == FactKind::tag || fact.is_group(); }))
    return out;
  for (const Input& input : program.inputs)
    if (!input.predeclared &&
        std::ranges::find(out.survey.inputs, input.name, &InputSurvey::name) == out.survey.inputs.end())
      out.not_given = input.name;
  if (!out.not_given.empty()) return out;
  Days day = INT32_MIN;
  for (const TableData& table : out.survey.dataset->inputs)
    for (const Micros at : table.time_us) day = std::max(day, context.zone.local_date(at) + 1);
  out.tags = tag_use(program, *out.survey.dataset, context.zone.instant_of(day == INT32_MIN ? today : day, 0), context);
  return out;
}

std::string text_of(const DataCheck& data, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const Sentence& sentence : sentences_of(data, language))
    out += fmt::format("{}: {}: {}\n", place_of(sentence), severity_word(sentence.severity, language), sentence.text);
  for (const InputSurvey& input : data.survey.inputs)
    if (input.problems.empty())
      out += zh ? fmt::format("{}:{} 行,全部符合声明\n", input.name, input.rows)
                : fmt::format("{}: {}, all as declared\n", input.name, counted(input.rows, "row"));
  return out;
}

std::string github_of(const DataCheck& data, const Sources& sources, Language language) {
  std::string out;
  for (const Sentence& sentence : sentences_of(data, language)) {
    const Spot spot = spot_of(sentence, sources);
    out += fmt::format("::{} ", sentence.severity == Severity::note ? "notice" : word_of(sentence.severity));
    if (!spot.file.empty())
      out += fmt::format("file={},line={},", github_text(visible(spot.file), true), spot.begin.line);
    out += fmt::format("title={}::{}\n", github_text(sentence.input, true), github_text(sentence.text));
  }
  return out;
}

namespace {

// No more than `limit`; where that leaves something out, no error.
void errors_first(nlohmann::ordered_json& entries, std::size_t limit) {
  if (entries.size() <= limit) return;
  auto sorted = nlohmann::ordered_json::array();
  for (const bool wanted : {true, false})
    for (const auto& entry : entries)
      if ((entry["severity"] == "error") == wanted && sorted.size() < limit) sorted.push_back(entry);
  entries = std::move(sorted);
}

}  // namespace

std::string with_survey(const std::string& json, const DataCheck& data, const Sources& sources, Language language,
                        std::size_t limit) {
  auto out = nlohmann::ordered_json::parse(json);
  auto entries = nlohmann::ordered_json::array();
  const std::vector<Sentence> sentences = sentences_of(data, language);
  for (const Sentence& sentence : sentences) {
    entries.push_back({{"input", sentence.input},
                       {"severity", word_of(sentence.severity)},
                       {"file", sentence.file},
                       {"line", sentence.line},
                       {"column", sentence.column},
                       {"count", sentence.count},
                       {"message", sentence.text}});
    const Spot spot = spot_of(sentence, sources);
    out["diagnostics"].push_back({{"code", row_of(Code::S0105).id},
                                  {"severity", word_of(sentence.severity)},
                                  {"file", spot.file},
                                  {"line", spot.begin.line},
                                  {"column", spot.begin.column},
                                  {"end_line", spot.end.line},
                                  {"end_column", spot.end.column},
                                  {"message", place_of(sentence) + ": " + sentence.text},
                                  {"related", nlohmann::ordered_json::array()},
                                  {"fixes", nlohmann::ordered_json::array()}});
  }
  errors_first(out["diagnostics"], limit);
  out["total"] = out["total"].get<std::size_t>() + sentences.size();
  out["data"] = std::move(entries);
  return neutral_json(out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string with_survey_sarif(const std::string& log, const DataCheck& data, const Sources& sources,
                              Language language) {
  auto out = nlohmann::ordered_json::parse(log);
  auto& run = out["runs"][0];
  const std::vector<Sentence> sentences = sentences_of(data, language);
  if (sentences.empty()) return log;
  auto& rules = run["tool"]["driver"]["rules"];
  const std::size_t rule = rules.size();
  rules.push_back(nlohmann::ordered_json::parse(sarif_rule(Code::S0105, language)));
  for (const Sentence& sentence : sentences) {
    const Spot spot = spot_of(sentence, sources);
    nlohmann::ordered_json result{{"ruleId", row_of(Code::S0105).id},
                                  {"ruleIndex", rule},
                                  {"level", word_of(sentence.severity)},
                                  {"message", {{"text", place_of(sentence) + ": " + sentence.text}}}};
    if (!spot.file.empty()) {
      nlohmann::ordered_json region{{"startLine", spot.begin.line}};
      if (spot.end.column > spot.begin.column || spot.end.line > spot.begin.line)
        region.update({{"startColumn", spot.begin.column}, {"endLine", spot.end.line}, {"endColumn", spot.end.column}});
      result["locations"] = nlohmann::ordered_json::array(
          {{{"physicalLocation", {{"artifactLocation", {{"uri", sarif_uri(spot.file)}}}, {"region", region}}}}});
    }
    result["properties"] = {{"input", sentence.input}, {"count", sentence.count}};
    run["results"].push_back(std::move(result));
  }
  run["properties"]["total"] = run["properties"]["total"].get<std::size_t>() + sentences.size();
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string with_survey_junit(const std::string& suites, const DataCheck& data, Language language) {
  std::string out = suites.substr(0, suites.rfind("</testsuites>"));
  const std::vector<Sentence> sentences = sentences_of(data, language);
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
