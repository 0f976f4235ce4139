#include "runtime/simulate/assumptions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "compiler/diagnostics/suggest.h"
#include "runtime/run/effects.h"
#include "stdlib/time/duration.h"

namespace sop {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

// The text between two words, or up to the end.
std::string behind(const std::string& line, const std::string& word, std::initializer_list<const char*> ends) {
  const std::size_t at = (" " + line + " ").find(" " + word + " ");
  if (at == std::string::npos) return "";
  const std::string padded = " " + line + " ";
  const std::size_t begin = at + word.size() + 2;
  std::size_t end = padded.size();
  for (const char* other : ends) end = std::min(end, padded.find(std::string(" ") + other + " ", begin - 1));
  return trimmed(padded.substr(begin, end - begin));
}

AssumptionFault fault(const std::string& line, const char* en, const char* zh) {
  return {fmt::format("`{}` is no assumption: {}, as in `replies 30% after send_ask within 1 day`", line, en),
          fmt::format("`{}` 不是假定:{},例如 `replies 30% after send_ask within 1 day`", line, zh)};
}

// Of 16 hexadecimal digits, in [0, 1).
double share_of(const std::string& digits) {
  return static_cast<double>(std::strtoull(digits.c_str(), nullptr, 16) >> 11) * 0x1p-53;
}

}  // namespace

std::optional<std::int64_t> parse_span(const std::string& text) {
  std::int64_t count = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9' && count < 1'000'000)
    count = count * 10 + (text[at++] - '0');
  while (at < text.size() && text[at] == ' ') ++at;
  const std::string unit = text.substr(at);
  if (count == 0) return std::nullopt;
  const auto is = [&](std::string_view one, std::string_view zh) {
    return unit == one || unit == std::string(one) + "s" || unit == zh;
  };
  if (is("minute", "分钟")) return pack({count * 60 * micros_per_second, DurationUnit::micros});
  if (is("hour", "小时")) return pack({count * micros_per_hour, DurationUnit::micros});
  if (is("day", "天")) return pack({count, DurationUnit::days});
  if (is("week", "周")) return pack({count * 7, DurationUnit::days});
  if (is("month", "个月")) return pack({count, DurationUnit::months});
  return std::nullopt;
}

std::expected<ResponseAssumption, AssumptionFault> parse_assumption(const std::string& given) {
  const std::string line = trimmed(given);
  ResponseAssumption out;
  out.written = line;
  std::istringstream words(line);
  std::string share;
  words >> out.stream >> share;
  char* end = nullptr;
  out.share = std::strtod(share.c_str(), &end) / 100;
  if (out.stream.empty() || share.empty() || end == share.c_str() || std::string(end) != "%" || !(out.share >= 0) ||
      out.share > 1)
    return std::unexpected(
        fault(line, "it begins with a stream and a share from 0% to 100%", "开头须是事件流和 0% 到 100% 的比例"));
  out.after = behind(line, "after", {"within", "set"});
  if (out.after.empty()) return std::unexpected(fault(line, "it says after which step", "须写明在哪一步之后(after)"));
  const std::string within = behind(line, "within", {"set"});
  const auto span = parse_span(within.empty() ? "1 day" : within);
  if (!span) return std::unexpected(fault(line, "`within` is a length of time", "`within` 须为时长"));
  out.within = *span;
  std::istringstream fields(behind(line, "set", {}));
  for (std::string field; std::getline(fields, field, ',');) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos)
      return std::unexpected(fault(line, "`set` lists column=value", "`set` 之后须为 列=值"));
    out.set.emplace_back(trimmed(field.substr(0, equals)), trimmed(field.substr(equals + 1)));
  }
  return out;
}

std::expected<std::vector<ResponseAssumption>, AssumptionFault> parse_assumptions(const std::string& text) {
  std::vector<ResponseAssumption> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (trimmed(line).empty() || trimmed(line).starts_with('#')) continue;
    auto one = parse_assumption(line);
    if (!one) return std::unexpected(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

bool is_answered(const ResponseAssumption& assumption, const std::string& source, const std::string& step,
                 const std::string& object) {
  const std::string& after = assumption.after;
  return after == step || after == object || after == source + "." + step || after == source + "." + object;
}

namespace {

std::string or_meant(const std::string& word, const std::vector<std::string>& known, bool zh) {
  const std::vector<std::string_view> all(known.begin(), known.end());
  std::optional<std::string_view> near = did_you_mean(word, all);
  for (const std::string& one : known)  // a labelled step, without its label
    if (one.ends_with("." + word)) near = one;
  return near ? fmt::format(fmt::runtime(zh ? ";是否指 `{}`?" : "; did you mean `{}`?"), *near) : "";
}

// Everything that `after` may name.
std::vector<std::string> answerable(const Program& program) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& source, const std::string& step, const Action& action) {
    out.insert(out.end(), {source + "." + step, step});
    if (!action.object.empty()) out.insert(out.end(), {source + "." + action.object, action.object});
  };
  for (const Rule& rule : program.rules)
    for (const Action& action : rule.actions) add(rule.name, step_identity(action), action);
  for (const Journey& journey : program.journeys)
    for (const JourneyStep& step : journey.steps)
      if (step.action >= 0) add(journey.name, step.identity, journey.actions[static_cast<std::size_t>(step.action)]);
  return out;
}

// `set words=yes stars=5`: the comma was left out.
std::expected<void, AssumptionFault> check_commas(const Input& stream, const ResponseAssumption& one) {
  for (const auto& [name, value] : one.set)
    for (const Column& column : stream.columns) {
      const std::size_t at = value.find(" " + column.name + "=");
      if (at == std::string::npos) continue;
      const std::string right = name + "=" + trimmed(value.substr(0, at)) + ", " + value.substr(at + 1);
      return std::unexpected(
          AssumptionFault{fmt::format("columns after `set` are separated by commas: `set {}`", right),
                          fmt::format("`set` 之后的各列用逗号隔开:`set {}`", right)});
    }
  return {};
}

AssumptionFault no_stream(const Program& program, const std::string& name) {
  std::vector<std::string> streams;
  for (const Input& input : program.inputs)
    if (input.kind == InputKind::stream && !input.recorded && !input.predeclared) streams.push_back(input.name);
  return {fmt::format("no event stream of the program is called `{}`{}", name, or_meant(name, streams, false)),
          fmt::format("程序中没有名为 `{}` 的事件流{}", name, or_meant(name, streams, true))};
}

}  // namespace

std::expected<void, AssumptionFault> check_assumption(const Program& program, const ResponseAssumption& one) {
  const auto stream = std::ranges::find(program.inputs, one.stream, &Input::name);
  if (stream == program.inputs.end() || stream->kind != InputKind::stream || stream->recorded)
    return std::unexpected(no_stream(program, one.stream));
  if (auto fits = check_commas(*stream, one); !fits) return fits;
  for (const auto& [name, value] : one.set) {
    const auto column = std::ranges::find(stream->columns, name, &Column::name);
    if (column == stream->columns.end() || column->derived.exists())
      return std::unexpected(AssumptionFault{fmt::format("`{}` has no column `{}` to set", one.stream, name),
                                             fmt::format("`{}` 没有可设置的列 `{}`", one.stream, name)});
  }
  for (std::size_t c = 0; c < stream->columns.size(); ++c) {
    const Column& column = stream->columns[c];
    const int index = static_cast<int>(c);
    const bool is_own = index == stream->key || index == stream->time || index == stream->id;
    const bool is_file = column.used && !column.derived.exists() && !column.file_name.empty();
    const auto is_set = [&](const auto& field) { return field.first == column.name; };
    if (!is_own && is_file && !column.type.nullable && std::ranges::none_of(one.set, is_set))
      return std::unexpected(AssumptionFault{
          fmt::format("`{}` of `{}` is always there: say what it is, `set {}=…`", column.name, one.stream, column.name),
          fmt::format("`{}` 的 `{}` 不能缺失:请写明取值,`set {}=…`", one.stream, column.name, column.name)});
  }
  const auto names = [&](const std::string& source, const std::string& step, const std::vector<Action>& actions) {
    return std::ranges::any_of(actions,
                               [&](const Action& action) { return is_answered(one, source, step, action.object); });
  };
  for (const Rule& rule : program.rules)
    for (const Action& action : rule.actions)
      if (is_answered(one, rule.name, step_identity(action), action.object) || names(rule.name, "", action.next_of))
        return {};
  for (const Journey& journey : program.journeys)
    for (const JourneyStep& step : journey.steps) {
      if (step.action < 0) continue;
      const Action& action = journey.actions[static_cast<std::size_t>(step.action)];
      if (is_answered(one, journey.name, step.identity, action.object) || names(journey.name, "", action.next_of))
        return {};
    }
  const std::vector<std::string> known = answerable(program);
  return std::unexpected(AssumptionFault{
      fmt::format("no step of the program is called `{}`{}", one.after, or_meant(one.after, known, false)),
      fmt::format("程序中没有名为 `{}` 的步骤{}", one.after, or_meant(one.after, known, true))});
}

std::optional<AssumedEvent> answer_to(const std::vector<ResponseAssumption>& all, std::size_t index, std::uint64_t seed,
                                      const std::string& effect, std::uint32_t customer, Micros at,
                                      const ZoneRules& zone) {
  const ResponseAssumption& one = all[index];
  const std::string draw = effect_id({"assumed", std::to_string(seed), std::to_string(index), one.stream, effect});
  if (share_of(draw.substr(0, 16)) >= one.share) return std::nullopt;
  const Micros last = moved(at, one.within, zone);
  const double place = share_of(draw.substr(16));
  const Micros delay =
      static_cast<Micros>(place * static_cast<double>(last - at)) / micros_per_second * micros_per_second;
  return AssumedEvent{index, customer, at + std::max<Micros>(delay, micros_per_second),
                      "assumed-" + draw.substr(0, 16)};
}

}  // namespace sop
