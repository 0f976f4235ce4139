#include "compiler/sql/sources.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sop::sql {
namespace {

// A cell as its type, with the file's own words for missing and for members read.
std::string typed_cell(const Dialect& dialect, const Column& column) {
  std::string cell = dialect.quoted(column.file_name.empty() ? column.name : column.file_name);
  const std::string as_text = dialect.cast(cell, TypeKind::text);
  std::string out;
  if (!column.members_from.empty()) {
    out = "CASE " + as_text;
    for (const auto& [file, member] : column.members_from)
      out += fmt::format(" WHEN {} THEN {}", dialect.text(file),
                         column.type.is(TypeKind::boolean) ? member : dialect.text(member));
    out += column.type.is(TypeKind::boolean) ? " END" : " ELSE " + as_text + " END";
  } else if (!column.format.empty() && dialect.id == DialectId::duckdb) {
    out = dialect.cast(fmt::format("strptime({}, {})", as_text, dialect.text(column.format)), column.type.kind);
  } else {
    out = dialect.cast(cell, column.type.kind);
  }
  if (!column.type.nullable || !column.missing_declared || column.missing_tokens.empty()) return out;
  std::vector<std::string> tokens;
  for (const std::string& token : column.missing_tokens) tokens.push_back(dialect.text(token));
  return fmt::format("CASE WHEN {} NOT IN ({}) THEN {} END", as_text, fmt::join(tokens, ", "), out);
}

std::string given_rows(const Program& program, const Dialect& dialect, std::size_t i, const Source& source) {
  const Input& input = program.inputs[i];
  std::string cells;
  for (const int c : source.columns) {
    const Column& column = input.columns[static_cast<std::size_t>(c)];
    if (column.derived.exists() || is_made(column)) continue;
    cells += fmt::format("{}{} AS {}", cells.empty() ? "" : ",\n           ", typed_cell(dialect, column),
                         dialect.quoted(column.name));
  }
  const std::string from = dialect.quoted(input.name);
  if (input.id < 0) return fmt::format("SELECT {}\n    FROM {}", cells, from);
  const Column& id = input.columns[static_cast<std::size_t>(input.id)];
  if (!id.type.nullable) return fmt::format("SELECT DISTINCT {}\n    FROM {}", cells, from);
  const std::string name = dialect.quoted(id.file_name.empty() ? id.name : id.file_name);
  return fmt::format(
      "SELECT {}\n    FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {} ORDER BY {}) AS _copy FROM {}) AS copies\n"
      "    WHERE {} IS NULL OR _copy = 1",
      cells, name, name, from, name);
}

std::string members_in_order(const Dialect& dialect, const Enumeration& list, const std::string& value) {
  std::string out = "CASE " + value;
  for (std::size_t m = 0; m < list.members.size(); ++m)
    out += fmt::format(" WHEN {} THEN {}", dialect.text(list.members[m]), m);
  return out + " END";
}

std::string placed_rows(const Program& program, const Dialect& dialect, std::size_t i, const Source& source) {
  const Input& input = program.inputs[i];
  std::string order = std::string(at_column);
  const auto add = [&](int c) {
    const Column& column = input.columns[static_cast<std::size_t>(c)];
    if (column.derived.exists() || is_made(column) || c == input.key || c == input.time) return;
    std::string value = dialect.quoted(column.name);
    if (column.type.is(TypeKind::enumeration))
      value = members_in_order(dialect, program.enumerations[column.type.enumeration.index()], value);
    order += ", " + value + (column.type.nullable ? " NULLS FIRST" : "");
  };
  if (input.id >= 0) add(input.id);
  for (const int c : source.columns)
    if (c != input.id) add(c);
  std::string made;
  for (const int c : source.columns) {
    const Column& column = input.columns[static_cast<std::size_t>(c)];
    if (!is_made(column)) continue;
    const std::string window = fmt::format("OVER (PARTITION BY {} ORDER BY {})", who_column, order);
    if (column.name == "nth") made += fmt::format(",\n    ROW_NUMBER() {} AS {}", window, dialect.quoted("nth"));
    const std::string before = fmt::format("LAG({}) {}", at_column, window);
    const std::string days = std::string(spelling_of(Op::days_between_datetime, dialect.id).text);
    if (column.name == "gap") {
      std::string gap = days;
      for (const auto& [what, with] :
           {std::pair<std::string, std::string>("{z}", dialect.zone), {"{0}", before}, {"{1}", at_column}})
        for (std::size_t at = 0; (at = gap.find(what, at)) != std::string::npos; at += with.size())
          gap.replace(at, what.size(), with);
      made += fmt::format(",\n    {} AS {}", gap, dialect.quoted("gap"));
    }
  }
  return fmt::format("  SELECT *,\n    ROW_NUMBER() OVER (PARTITION BY {} ORDER BY {}) AS {}{}\n  FROM {}", who_column,
                     order, place_column, made, dialect.quoted(input.name + " kept"));
}

}  // namespace

std::string rows_name(const Program& program, const Dialect& dialect, std::size_t input) {
  return dialect.quoted(program.inputs[input].name + " rows");
}

std::string lookup_column(const Program& program, const JoinedLookup& lookup, int column) {
  const Input& input = program.inputs[lookup.input.index()];
  return fmt::format("{}.{}", lookup.alias, input.columns[static_cast<std::size_t>(column)].name);
}

bool is_made(const Column& column) { return column.file_name.empty() && !column.derived.exists(); }

std::vector<std::string> source_text(const Program& program, const Dialect& dialect, std::size_t i,
                                     const Source& source) {
  const Input& input = program.inputs[i];
  std::string cells;
  const auto add = [&](const std::string& text, std::string_view name) {
    cells += fmt::format("{}{} AS {}", cells.empty() ? "" : ",\n    ", text, name);
  };
  const auto column = [&](int c) { return "t." + dialect.quoted(input.columns[static_cast<std::size_t>(c)].name); };
  const auto text_of = [&](int c) {
    const auto derived = source.derived.find(c);
    return derived == source.derived.end() ? column(c) : derived->second;
  };
  const auto instant_of = [&](int c) {
    const bool is_date = input.columns[static_cast<std::size_t>(c)].type.is(TypeKind::date);
    return is_date ? dialect.midnight(text_of(c)) : text_of(c);
  };
  add(text_of(input.key), who_column);
  if (input.time >= 0) add(instant_of(input.time), at_column);
  for (const int c : source.columns)
    if (!is_made(input.columns[static_cast<std::size_t>(c)]))
      add(text_of(c), dialect.quoted(input.columns[static_cast<std::size_t>(c)].name));
  for (const JoinedLookup& lookup : source.lookups)
    for (const int c : lookup.columns)
      add(fmt::format("{}.{}", lookup.alias,
                      dialect.quoted(program.inputs[lookup.input.index()].columns[static_cast<std::size_t>(c)].name)),
          dialect.quoted(lookup_column(program, lookup, c)));
  std::string from = fmt::format("(\n    {}\n  ) AS t\n  CROSS JOIN clock", given_rows(program, dialect, i, source));
  for (const JoinedLookup& lookup : source.lookups)
    from += fmt::format("\n  LEFT JOIN {} AS {} ON {}.{} = {}", rows_name(program, dialect, lookup.input.index()),
                        lookup.alias, lookup.alias, who_column, lookup.key);
  std::vector<std::string> conditions;
  if (!source.filter.empty()) conditions.push_back(source.filter);
  if (input.time >= 0) conditions.push_back(fmt::format("{} <= clock.as_of", instant_of(input.time)));
  if (input.since >= 0)
    conditions.push_back(fmt::format("({0} IS NULL OR {0} <= clock.as_of)", instant_of(input.since)));
  const std::string where = conditions.empty() ? "" : fmt::format("\n  WHERE {}", fmt::join(conditions, "\n    AND "));
  const std::string body = fmt::format("  SELECT {}\n  FROM {}{}", cells, from, where);
  const std::string name = rows_name(program, dialect, i);
  if (!source.has_places) return {fmt::format("{} AS (\n{}\n)", name, body)};
  return {fmt::format("{} AS (\n{}\n)", dialect.quoted(input.name + " kept"), body),
          fmt::format("{} AS (\n{}\n)", name, placed_rows(program, dialect, i, source))};
}

}  // namespace sop::sql
