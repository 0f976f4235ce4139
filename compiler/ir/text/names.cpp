#include "compiler/ir/text/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sop::ir_text {
namespace {

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += {'\\', c};
  } else if (c == '\n') {
    out += "\\n";
  } else if (byte < 0x20 || byte == 0x7F) {
    out += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
  } else {
    out += c;
  }
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) append_escaped(out, c);
  return out + '"';
}

std::string name_token(std::string_view name) {
  const bool word = !name.empty() && std::ranges::all_of(name, is_word_byte);
  return word ? std::string(name) : quoted(name);
}

void NameTable::add(std::string_view name) {
  const auto index = static_cast<std::int32_t>(names_.size());
  names_.emplace_back(name);
  first_.emplace(name, index);
  ++uses_[names_.back()];
}

std::string NameTable::token(std::int32_t index) const {
  const bool named = index >= 0 && static_cast<std::size_t>(index) < names_.size();
  if (!named || uses_.at(names_[static_cast<std::size_t>(index)]) > 1) return fmt::format("#{}", index);
  return name_token(names_[static_cast<std::size_t>(index)]);
}

std::int32_t NameTable::index(std::string_view token, bool bare) const {
  if (bare && token.starts_with('#')) {
    std::int32_t number = -1;
    std::from_chars(token.data() + 1, token.data() + token.size(), number);
    return number;
  }
  const auto found = first_.find(std::string(token));
  return found == first_.end() ? -1 : found->second;
}

Names names_of(const Program& program) {
  Names names;
  for (const Enumeration& enumeration : program.enumerations) {
    names.enumerations.add(enumeration.name);
    NameTable& members = names.members.emplace_back();
    for (const std::string& member : enumeration.members) members.add(member);
  }
  for (const Input& input : program.inputs) {
    names.inputs.add(input.name);
    NameTable& columns = names.columns.emplace_back();
    for (const Column& column : input.columns) columns.add(column.name);
  }
  for (const Fact& fact : program.facts) names.facts.add(fact.name);
  return names;
}

Words inst_kind_words() {
  static constexpr std::string_view words[] = {"constant",
                                               "missing",
                                               "column",
                                               "lookup",
                                               "fact",
                                               "outer",
                                               "context",
                                               "call",
                                               "all_of",
                                               "any_of",
                                               "not",
                                               "choose",
                                               "fallback",
                                               "in_set",
                                               "is_missing",
                                               "is_true",
                                               "event_aggregate",
                                               "customer_aggregate",
                                               "has_tag",
                                               "calendar",
                                               "pick_row",
                                               "history",
                                               "kept",
                                               "population"};
  return words;
}

Words population_words() {
  static constexpr std::string_view words[] = {
#define SOP_POPULATION(id, ...) #id,
#include "stdlib/builtins.def"
  };
  return words;
}

Words ties_words() {
  static constexpr std::string_view words[] = {"min", "max", "dense", "id"};
  return words;
}

Words context_words() {
  static constexpr std::string_view words[] = {"as_of", "today", "event_time"};
  return words;
}

Words calendar_ask_words() {
  static constexpr std::string_view words[] = {"is_day", "days_until", "days_since"};
  return words;
}

Words recurrence_words() {
  static constexpr std::string_view words[] = {"every_year", "every_month", "lunar", "on_date", "every_year_of_hers"};
  return words;
}

Words leap_day_words() {
  static constexpr std::string_view words[] = {"as_is", "feb28", "mar01"};
  return words;
}

Words fact_kind_words() {
  static constexpr std::string_view words[] = {"attribute", "segment", "tag",  "taggroup", "score",
                                               "tier",      "bands",   "grid", "set"};
  return words;
}

Words input_kind_words() {
  static constexpr std::string_view words[] = {"population", "side", "lookup", "stream", "tags", "predeclared"};
  return words;
}

Words verb_words() {
  static constexpr std::string_view words[] = {"send",  "tag",    "untag", "task", "notify",
                                               "grant", "invite", "enter", "stop", "declared"};
  return words;
}

Words memory_words() {
  static constexpr std::string_view words[] = {"plain", "fall", "until", "once", "ttl", "crossing"};
  return words;
}

Words clock_words() {
  static constexpr std::string_view words[] = {"none", "day", "weekday", "month_day", "calendar"};
  return words;
}

Words step_kind_words() {
  static constexpr std::string_view words[] = {"act",    "wait_span", "wait_time", "wait_until", "wait_for",
                                               "choose", "split",     "repeat",    "leave"};
  return words;
}

Words past_words() {
  static constexpr std::string_view words[] = {"none", "skip", "run", "leave"};
  return words;
}

Words reenter_words() {
  static constexpr std::string_view words[] = {"never", "after_exit", "max_times"};
  return words;
}

Words while_live_words() {
  static constexpr std::string_view words[] = {"ignore", "restart", "queue"};
  return words;
}

Words guard_kind_words() {
  static constexpr std::string_view words[] = {"suppress", "forbid", "only_if"};
  return words;
}

Words contact_class_words() {
  static constexpr std::string_view words[] = {"any", "marketing", "service"};
  return words;
}

Words once_words() {
  static constexpr std::string_view words[] = {"always", "once", "per_duration", "per_column"};
  return words;
}

Words weekday_words() {
  static constexpr std::string_view words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                               "friday", "saturday", "sunday"};
  return words;
}

Words type_words() {
  static constexpr std::string_view words[] = {"error", "bool", "int",      "number",   "money", "text",
                                               "date",  "time", "datetime", "duration", "id",    "one_of"};
  return words;
}

Words builtin_words() {
  static constexpr std::string_view words[] = {
#define SOP_BUILTIN(id, ...) #id,
#include "stdlib/builtins.def"
  };
  return words;
}

Words overload_words() {
  static constexpr std::string_view words[] = {
      "call",
#define SOP_OVERLOAD(op, ...) #op,
#define SOP_BUILTIN(id, zh, form, summary_en, summary_zh, example, gives, overloads) overloads
#include "stdlib/builtins.def"
  };
  return words;
}

Words aggregate_words() {
  static constexpr std::string_view words[] = {
#define SOP_AGGREGATE(id, ...) #id,
#include "stdlib/builtins.def"
  };
  return words;
}

}  // namespace sop::ir_text
