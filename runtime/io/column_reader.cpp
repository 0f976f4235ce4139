#include "runtime/io/column_reader.h"

#include <cmath>

#include "runtime/io/time_text.h"
#include "runtime/io/value_text.h"

namespace sop {
namespace {

enum class Stored : std::uint8_t { value, missing, bad };

// A member with a mapping is known by its file values alone; the others by their names.
void add_members(const Column& column, std::span<const std::string> members, ColumnRule& rule) {
  for (std::size_t m = 0; m < members.size(); ++m) {
    const std::string& member = members[m];
    bool mapped = false;
    for (const auto& [word, target] : column.members_from) {
      if (target != member) continue;
      rule.words.emplace(word, static_cast<std::int64_t>(m));
      rule.detail += (rule.detail.empty() ? "`" : ", `") + word + "` (" + member + ")";
      mapped = true;
    }
    if (mapped) continue;
    rule.words.emplace(member, static_cast<std::int64_t>(m));
    rule.detail += (rule.detail.empty() ? "" : ", ") + member;
  }
}

std::optional<std::int64_t> boolean_word(const ColumnRule& rule, std::string_view text) {
  if (rule.words.empty()) return boolean_of(text);
  const auto found = rule.words.find(std::string(text));
  if (found == rule.words.end()) return std::nullopt;
  return found->second;
}

std::optional<LocalTime> formatted(const ColumnRule& rule, std::string_view text) {
  if (rule.bad_format) return std::nullopt;
  return rule.format->read(text);
}

}  // namespace

ColumnRule rule_of(const Column& column, std::int32_t index, const std::vector<Enumeration>& enumerations) {
  ColumnRule rule{.column = &column, .index = index};
  const TypeKind kind = column.type.kind;
  static const std::string truths[] = {"false", "true"};
  if (kind == TypeKind::enumeration) add_members(column, enumerations[column.type.enumeration.index()].members, rule);
  if (kind == TypeKind::boolean && !column.members_from.empty()) add_members(column, truths, rule);
  rule.empty_is_told = std::ranges::any_of(column.members_from, [](const auto& one) { return one.first.empty(); });
  if (!column.format.empty()) {
    rule.thousands = column.format.find(',') != std::string::npos;
    rule.format = TimeFormat::parse(column.format);
    rule.bad_format = !rule.format;
    rule.detail = column.format;
  }
  return rule;
}

bool is_missing(const ColumnRule& rule, const RawField& field) {
  if (field.absent) return true;
  if (!rule.column->missing_declared) return field.size == 0 && !field.quoted && !rule.empty_is_told;
  for (const std::string& token : rule.column->missing_tokens)
    if (field.text() == token) return true;
  return false;
}

RowFault fault_of(const ColumnRule& rule, InputFault fault, std::size_t row, std::uint32_t line,
                  std::string_view value) {
  return {static_cast<std::int64_t>(row), line, rule.index, fault, std::string(value), rule.detail};
}

ColumnReader::ColumnReader(const ColumnRule& rule, const ZoneRules& zone, TextPool& pool)
    : rule_(rule), clock_(zone), texts_(pool) {}

template <class Store>
void ColumnReader::each(std::span<const RawField> fields, std::span<const std::uint32_t> line, FaultList& faults,
                        ColumnData& out, Store store) {
  const bool nullable = out.type.nullable;
  for (std::size_t row = 0; row < fields.size(); ++row) {
    const RawField& field = fields[row];
    const Stored stored = is_missing(rule_, field) ? Stored::missing : store(row, field.text());
    if (stored == Stored::value) {
      if (nullable) set_bit(out.known, row);
    } else if (stored == Stored::bad) {
      faults.add(fault_of(rule_, InputFault::bad_value, row, line[row], field.text()));
    } else if (!nullable) {
      faults.add(fault_of(rule_, InputFault::missing_value, row, line[row], field.text()));
    }
  }
}

template <class Parse>
void ColumnReader::read_whole(std::span<const RawField> fields, std::span<const std::uint32_t> line, FaultList& faults,
                              ColumnData& out, Parse parse) {
  each(fields, line, faults, out, [&](std::size_t row, std::string_view text) {
    const std::optional<std::int64_t> value = parse(text);
    out.whole[row] = value.value_or(0);
    return value ? Stored::value : Stored::bad;
  });
}

ColumnData ColumnReader::read(std::span<const RawField> fields, std::span<const std::uint32_t> line,
                              FaultList& faults) {
  ColumnData out = make_column(rule_.column->type, fields.size());
  const bool has_format = !rule_.column->format.empty();
  switch (rule_.column->type.kind) {
    case TypeKind::error: break;
    case TypeKind::boolean:
      each(fields, line, faults, out, [&](std::size_t row, std::string_view text) {
        const auto value = boolean_word(rule_, text);
        if (value && *value) set_bit(out.bits, row);
        return value ? Stored::value : Stored::bad;
      });
      break;
    case TypeKind::integer: read_whole(fields, line, faults, out, integer_of); break;
    case TypeKind::number:
      each(fields, line, faults, out, [&](std::size_t row, std::string_view text) {
        const auto value = number_of(text);
        if (!value) return Stored::bad;
        out.real[row] = std::isnan(*value) ? 0 : *value;
        return std::isnan(*value) ? Stored::missing : Stored::value;
      });
      break;
    case TypeKind::money:
      read_whole(fields, line, faults, out, [&](std::string_view text) { return money_of(text, rule_.thousands); });
      break;
    case TypeKind::text:
    case TypeKind::id:
      each(fields, line, faults, out, [&](std::size_t row, std::string_view text) {
        texts_.look_up(text, row, out.codes);
        return Stored::value;
      });
      texts_.finish(out.codes);
      break;
    case TypeKind::date:
      read_whole(fields, line, faults, out, [&](std::string_view text) -> std::optional<std::int64_t> {
        if (!has_format) return date_of(text);
        const auto moment = formatted(rule_, text);
        return moment ? std::optional(moment->date) : std::nullopt;
      });
      break;
    case TypeKind::time:
      read_whole(fields, line, faults, out, [&](std::string_view text) -> std::optional<std::int64_t> {
        if (!has_format) return time_of(text);
        const auto moment = formatted(rule_, text);
        return moment ? std::optional(moment->time) : std::nullopt;
      });
      break;
    case TypeKind::datetime:
      read_whole(fields, line, faults, out, [&](std::string_view text) -> std::optional<std::int64_t> {
        const auto moment = has_format ? formatted(rule_, text) : moment_of(text);
        return moment ? std::optional(instant_of(*moment, clock_)) : std::nullopt;
      });
      break;
    case TypeKind::duration:
      read_whole(fields, line, faults, out, [&](std::string_view text) -> std::optional<std::int64_t> {
        const auto duration = duration_of(text);
        return duration ? std::optional(pack(*duration)) : std::nullopt;
      });
      break;
    case TypeKind::enumeration:
      read_whole(fields, line, faults, out,
                 [&, last = std::string(),
                  value = std::int64_t{-1}](std::string_view text) mutable -> std::optional<std::int64_t> {
                   if (value >= 0 && text == last) return value;
                   const auto found = rule_.words.find(std::string(text));
                   if (found == rule_.words.end()) return std::nullopt;
                   last = text;
                   return value = found->second;
                 });
      break;
  }
  return out;
}

}  // namespace sop
