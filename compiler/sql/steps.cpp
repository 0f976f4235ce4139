#include "compiler/sql/steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/sql/sources.h"

namespace sop::sql {

std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c == '\n' || c == '\r') c = ' ';
  return out;
}

void Steps::add_column(int level, std::string text, std::string name, std::string label) {
  steps_[level].columns.push_back({std::move(text), std::move(name), std::move(label)});
}
void Steps::add_join(int level, std::string text) { steps_[level].joins.push_back(std::move(text)); }
void Steps::add_aggregate(int level, std::size_t input, const AggregateText& made) {
  if (made.subquery.empty())
    steps_[level].grouped[input].push_back(made);
  else
    steps_[level].apart.emplace_back(input, made);
}
void Steps::add_everybody(int level, const AggregateText& made) { steps_[level].everybody.push_back(made); }

namespace {

std::string listed(const Dialect& dialect, const std::vector<std::pair<std::string, std::string>>& columns) {
  std::string out;
  for (const auto& [name, text] : columns) out += fmt::format(",\n    {} AS {}", text, dialect.quoted(name));
  return out;
}

void put_in(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

}  // namespace

std::string Steps::text(const Program& program, const Dialect& dialect, std::vector<std::string>& ctes) const {
  std::string below = dialect.quoted("step 0");
  ctes.push_back(fmt::format(
      "{} AS (\n  SELECT p.*, clock.as_of AS _as_of, clock.today AS _today\n  FROM {} AS p\n  CROSS JOIN clock\n)",
      below, rows_name(program, dialect, program.population.index())));
  for (const auto& [level, step] : steps_) {
    std::string cells, joins;
    const auto add = [&](const AggregateText& made, const std::string& cte) {
      std::string value = made.result;
      put_in(value, "{g}", cte);
      cells += fmt::format(",\n    {} AS {}", value, dialect.quoted(made.name));
    };
    for (const auto& [input, all] : step.grouped) {
      const std::string cte = dialect.quoted(fmt::format("{} by customer {}", program.inputs[input].name, level));
      std::vector<std::pair<std::string, std::string>> columns;
      for (const AggregateText& made : all) columns.insert(columns.end(), made.columns.begin(), made.columns.end());
      ctes.push_back(fmt::format(
          "{} AS (\n  SELECT r.{} AS {}{}\n  FROM {} AS r\n  JOIN {} AS s ON s.{} = r.{}\n  GROUP BY r.{}\n)", cte,
          who_column, her_column, listed(dialect, columns), rows_name(program, dialect, input), below, who_column,
          who_column, who_column));
      joins += fmt::format("\n  LEFT JOIN {0} ON {0}.{1} = s.{2}", cte, her_column, who_column);
      for (const AggregateText& made : all) add(made, cte);
    }
    for (const auto& [input, made] : step.apart) {
      const std::string cte = dialect.quoted("for " + made.name);
      std::string from = made.subquery;
      put_in(from, "{rows}", rows_name(program, dialect, input));
      put_in(from, "{below}", below);
      ctes.push_back(fmt::format("{} AS (\n{}\n)", cte, from));
      joins += fmt::format("\n  LEFT JOIN {0} ON {0}.{1} = s.{2}", cte, her_column, who_column);
      add(made, cte);
    }
    if (!step.everybody.empty()) {
      const std::string cte = dialect.quoted(fmt::format("all customers {}", level));
      std::vector<std::pair<std::string, std::string>> columns;
      for (const AggregateText& made : step.everybody)
        columns.insert(columns.end(), made.columns.begin(), made.columns.end());
      ctes.push_back(fmt::format("{} AS (\n  SELECT COUNT(*) AS _customers{}\n  FROM {} AS s\n)", cte,
                                 listed(dialect, columns), below));
      joins += fmt::format("\n  CROSS JOIN {}", cte);
      for (const AggregateText& made : step.everybody) add(made, cte);
    }
    for (const std::string& join : step.joins) joins += "\n  " + join;
    for (const NamedColumn& column : step.columns) {
      if (!column.label.empty()) cells += fmt::format(",\n    -- {}\n    ", one_line(column.label));
      cells += column.label.empty() ? ",\n    " : "";
      cells += fmt::format("{} AS {}", column.text, dialect.quoted(column.name));
    }
    const std::string name = dialect.quoted(fmt::format("step {}", level));
    ctes.push_back(fmt::format("{} AS (\n  SELECT s.*{}\n  FROM {} AS s{}\n)", name, cells, below, joins));
    below = name;
  }
  return below;
}

}  // namespace sop::sql
