#include "runtime/io/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <tuple>

#include "compiler/source/plural.h"
#include "stdlib/time/civil.h"

namespace sop {
namespace {

// Everything that stands in a file is read.
Program reading_all(const Program& program) {
  Program all = program;
  for (Input& input : all.inputs)
    for (Column& column : input.columns) column.used = true;
  return all;
}

std::uint64_t unknown_in(const ColumnData& column) {
  std::uint64_t known = 0;
  for (const std::uint64_t word : column.known) known += static_cast<std::uint64_t>(std::popcount(word));
  return column.known.empty() ? 0 : column.rows - known;
}

// Rows with a finding in the column: what stands there is no value.
std::vector<bool> unread_rows(const ReadTable& table, const std::string& file_name) {
  std::set<std::pair<std::string_view, std::int64_t>> lines;
  for (const BadInput& finding : table.findings.kept)
    if (finding.column == file_name) lines.emplace(finding.file, finding.line);
  std::vector<bool> out(table.rows, false);
  if (lines.empty()) return out;
  for (std::size_t part = 0; part < table.files.size(); ++part) {
    const std::size_t end = part + 1 < table.files.size() ? table.files[part + 1].first_row : table.rows;
    for (std::size_t row = table.files[part].first_row; row < end; ++row)
      out[row] = bit_at(table.bad_rows, row) && lines.contains({table.files[part].path, table.line[row]});
  }
  return out;
}

std::optional<DayRange> days_of_column(const ReadTable& table, std::size_t index, const Column& column,
                                       const ZoneRules& zone) {
  const TypeKind kind = column.type.kind;
  if (kind != TypeKind::date && kind != TypeKind::datetime) return std::nullopt;
  const ColumnData& values = table.columns[index];
  const std::vector<bool> unread = unread_rows(table, column.file_name);
  std::optional<DayRange> out;
  for (std::size_t row = 0; row < values.rows; ++row) {
    if (!values.is_known(row) || unread[row]) continue;
    const Days day = kind == TypeKind::date ? values.whole[row] : zone.local_date(values.whole[row]);
    if (!out) out = DayRange{day, day};
    out->first = std::min(out->first, day);
    out->last = std::max(out->last, day);
  }
  return out;
}

std::vector<ColumnSurvey> columns_of(const Input& input, const ReadTable& table, const ZoneRules& zone) {
  std::vector<ColumnSurvey> out;
  for (std::size_t c = 0; c < input.columns.size(); ++c) {
    const Column& column = input.columns[c];
    if (column.file_name.empty() || column.derived.exists() || table.columns[c].rows != table.rows) continue;
    ColumnSurvey found{.name = column.name, .nullable = column.type.nullable};
    found.days = days_of_column(table, c, column, zone);
    if (found.days) found.days->is_time = input.time == static_cast<int>(c);
    std::uint64_t bad = 0, empty = 0;
    for (const BadInput& finding : table.findings.kept) {
      if (finding.column != column.file_name) continue;
      bad += finding.fault == InputFault::bad_value;
      empty += finding.fault == InputFault::missing_value;
    }
    found.missing = found.nullable ? unknown_in(table.columns[c]) - bad : empty;
    out.push_back(std::move(found));
  }
  return out;
}

void count_lookups(const Program& program, const Dataset& dataset, std::size_t i, InputSurvey& input) {
  const TableData& table = dataset.inputs[i];
  for (std::size_t c = 0; c < program.inputs[i].columns.size(); ++c) {
    const Column& column = program.inputs[i].columns[c];
    if (!column.lookup.exists() || c >= table.columns.size() || table.columns[c].rows != table.rows) continue;
    const TableData& rows = dataset.inputs[column.lookup.index()];
    const auto found = std::ranges::find(input.columns, column.name, &ColumnSurvey::name);
    if (rows.row_of_key.empty() || found == input.columns.end()) continue;
    found->lookup = program.inputs[column.lookup.index()].name;
    const ColumnData& keys = table.columns[c];
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (!keys.is_known(row)) continue;
      ++found->known_in_lookup;
      const std::int64_t key = keys.codes.empty() ? keys.whole[row] : static_cast<std::int64_t>(keys.codes[row]);
      found->without_row += !rows.row_of_key.contains(key);
    }
  }
}

// One problem per kind and column, in order of its first row.
std::vector<SurveyProblem> grouped(const InputFindings& findings) {
  std::vector<SurveyProblem> out;
  std::map<std::tuple<InputFault, std::string>, std::size_t> place;
  std::map<std::pair<std::size_t, std::string>, std::uint64_t> members;
  for (const BadInput& finding : findings.kept) {
    const auto [at, fresh] = place.try_emplace({finding.fault, finding.column}, out.size());
    if (fresh) out.push_back({finding, 0, {}});
    ++out[at->second].count;
    if (finding.expected == TypeKind::enumeration && finding.fault == InputFault::bad_value && !finding.masked)
      ++members[{at->second, finding.value}];
  }
  for (const auto& [key, count] : members) out[key.first].members.emplace_back(key.second, count);
  for (SurveyProblem& problem : out)
    std::ranges::stable_sort(problem.members, std::greater(), &std::pair<std::string, std::uint64_t>::second);
  return out;
}

bool is_unreadable(InputFault fault) {
  return exit_code_of(fault) == 3 && !is_row_fault(fault) && fault != InputFault::missing_column &&
         fault != InputFault::repeated_header && fault != InputFault::wrong_column_type;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  const double percent = whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && percent < 0.1) return "< 0.1%";
  if (part < whole && percent > 99.9) return "> 99.9%";
  return fmt::format("{:.1f}%", percent);
}

std::string member_list(const SurveyProblem& problem) {
  constexpr std::size_t shown = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(shown, problem.members.size()); ++i)
    out += fmt::format("{}`{}` ({})", i > 0 ? ", " : "", problem.members[i].first, problem.members[i].second);
  return out + (problem.members.size() > shown ? ", …" : "");
}

}  // namespace

Survey survey(const Program& program, std::span<const Binding> bindings, EvaluateRowsFn evaluate,
              const RunContext& context) {
  const Program all = reading_all(program);
  auto pool = std::make_shared<TextPool>();
  InputTables tables = read_inputs(all, bindings, context.zone, *pool,
                                   {.threads = context.threads,
                                    .keep_all_findings = true,
                                    .progress = context.progress,
                                    .profile = context.profile,
                                    .some = true});
  Survey out;
  std::vector<std::vector<ColumnSurvey>> columns;
  for (std::size_t i = 0; i < all.inputs.size(); ++i)
    columns.push_back(tables.tables[i].given ? columns_of(all.inputs[i], tables.tables[i], context.zone)
                                             : std::vector<ColumnSurvey>());
  PreparedData prepared = prepare(all, std::move(tables), std::move(pool), evaluate, context, {.quarantine = true});
  out.usage = std::move(prepared.usage);
  const bool everybody = all.population.exists() && (prepared.reports[all.population.index()].given ||
                                                     all.inputs[all.population.index()].keys_from.exists());
  for (std::size_t i = 0; i < all.inputs.size(); ++i) {
    const InputReport& report = prepared.reports[i];
    if (!report.given) continue;
    InputSurvey input{.name = report.name, .files = report.files, .rows = report.read};
    input.orphans = everybody ? report.orphans : 0;
    input.problems = grouped(prepared.findings[i]);
    input.columns = std::move(columns[i]);
    if (prepared.exit_code == 0) count_lookups(all, prepared.dataset, i, input);
    out.inputs.push_back(std::move(input));
  }
  if (prepared.exit_code == 0 && exit_code_of(out) == 0) out.dataset = std::move(prepared.dataset);
  return out;
}

int exit_code_of(const Survey& survey) {
  int code = 0;
  for (const BadInput& finding : survey.usage) code = std::max(code, exit_code_of(finding.fault));
  for (const InputSurvey& input : survey.inputs)
    for (const SurveyProblem& problem : input.problems)
      code = std::max(code, is_unreadable(problem.first.fault) ? 3 : 1);
  return code;
}

std::string text_of(const SurveyProblem& problem, const InputSurvey& input, Language language) {
  const bool zh = language == Language::zh;
  if (problem.members.size() > 1)
    return fmt::format(fmt::runtime(zh ? "“{0}”有 {1} 处取值不在声明之内:{2};应为 {3} 之一"
                                       : "{1} values of `{0}` are not declared: {2}; expected one of {3}"),
                       problem.first.column, problem.count, member_list(problem), problem.first.detail);
  std::string out = text_of(problem.first, language);
  if (problem.first.fault == InputFault::missing_value)
    return out + (zh ? fmt::format(":{} / {} 行({})", problem.count, input.rows, share(problem.count, input.rows))
                     : fmt::format(": {} of {} ({})", problem.count, counted(input.rows, "row"),
                                   share(problem.count, input.rows)));
  if (problem.count == 1) return out;
  return out + fmt::format(fmt::runtime(zh ? "(这样的共 {} 处)" : " ({} of this kind)"), problem.count);
}

namespace {

// Years that stand for "none" in many systems: 1900-01-01, 2099-12-31, 9999-12-31.
bool stands_in(Days day) {
  const std::int64_t year = civil_of(day).year;
  return year <= 1900 || year >= 2099;
}

std::string day_text(Days day) {
  const CivilDate date = civil_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

// When the events were; of other dates only what looks like a stand-in.
void note_days(const ColumnSurvey& column, bool zh, std::vector<std::string>& out) {
  if (!column.days) return;
  const bool odd = stands_in(column.days->first) || stands_in(column.days->last);
  if (!odd && !column.days->is_time) return;
  out.push_back(fmt::format(fmt::runtime(zh ? "“{}”从 {} 到 {}" : "`{}` runs from {} to {}"), column.name,
                            day_text(column.days->first), day_text(column.days->last)));
  if (odd)
    out.back() += zh ? ":是否用某个日期代表未知?可写 `未知 (\"…\")`"
                     : ": does a date stand for missing? Declare it: `missing (\"…\")`";
}

}  // namespace

std::vector<std::string> notes_of(const InputSurvey& input, Language language) {
  const bool zh = language == Language::zh;
  std::vector<std::string> out;
  std::string always;
  for (const ColumnSurvey& column : input.columns) {
    if (column.nullable && column.missing == 0 && input.rows > 0) always += (always.empty() ? "" : ", ") + column.name;
    if (column.nullable && column.missing > 0)
      out.push_back(zh ? fmt::format("“{}”缺失 {} / {} 行({})", column.name, column.missing, input.rows,
                                     share(column.missing, input.rows))
                       : fmt::format("`{}` is missing in {} of {} ({})", column.name, column.missing,
                                     counted(input.rows, "row"), share(column.missing, input.rows)));
    note_days(column, zh, out);
    if (column.without_row > 0)
      out.push_back(fmt::format(fmt::runtime(zh ? "“{0}”有 {1} / {2} 个值在“{3}”里没有对应的行({4})"
                                                : "{1} of {2} values of `{0}` have no row in `{3}` ({4})"),
                                column.name, column.without_row, column.known_in_lookup, column.lookup,
                                share(column.without_row, column.known_in_lookup)));
  }
  if (!always.empty())
    out.push_back(
        fmt::format(fmt::runtime(zh ? "声明为可缺(`?`)但从不缺:{}" : "declared `?`, yet always there: {}"), always));
  if (input.orphans > 0)
    out.push_back(fmt::format(fmt::runtime(zh ? "{} 行属于未知客户({})" : "rows of unknown customers: {} ({})"),
                              input.orphans, share(input.orphans, input.rows)));
  return out;
}

}  // namespace sop
