#include "runtime/io/preparation.h"

#include <algorithm>
#include <numeric>

#include "runtime/io/column_rows.h"
#include "runtime/io/value_print.h"

namespace sop {
namespace {

const std::vector<std::string>* members_of(const Program& program, Type type) {
  return type.enumeration.exists() ? &program.enumerations[type.enumeration.index()].members : nullptr;
}

const FilePart& file_of(const ReadTable& table, std::size_t row) {
  const auto after = std::ranges::upper_bound(table.files, row, {}, &FilePart::first_row);
  return *(after - 1);
}

std::uint64_t number_of(const ReadTable& table, std::size_t row) {
  return table.number.empty() ? row : table.number[row];
}

// Ranges column by column, then whatever two rows have in common by the later one.
std::uint64_t rank_of(const ReadTable& table, InputFault fault, int column, std::size_t row, std::int64_t other_row) {
  if (fault == InputFault::out_of_range) return static_cast<std::uint64_t>(column) << 32 | number_of(table, row);
  const std::uint64_t other = other_row < 0 ? 0 : number_of(table, static_cast<std::size_t>(other_row));
  return std::uint64_t{1} << 63 | std::max(number_of(table, row), other);
}

bool in_range(const ColumnData& column, const ColumnRange& range, std::size_t row) {
  if (!column.is_known(row)) return true;
  if (physical_of(column.type.kind) == Physical::real)
    return column.real[row] >= range.low_real && column.real[row] <= range.high_real;
  return column.whole[row] >= range.low_whole && column.whole[row] <= range.high_whole;
}

// "0..50000", printed as the column's own values are.
std::string range_text(Preparation& p, Type type, const ColumnRange& range) {
  ColumnData ends = make_column(type.with_nullable(false), 2);
  if (physical_of(type.kind) == Physical::real) ends.real = {range.low_real, range.high_real};
  if (physical_of(type.kind) == Physical::whole) ends.whole = {range.low_whole, range.high_whole};
  const PrintContext context{&p.pool(), &p.context.zone, members_of(p.program, type)};
  std::string text;
  print_value(ends, 0, context, text);
  text += "..";
  print_value(ends, 1, context, text);
  return text;
}

}  // namespace

bool is_stream(const Input& input) {
  return input.kind == InputKind::stream || (input.kind == InputKind::predeclared && input.key >= 0 && input.time >= 0);
}

std::int64_t key_at(const ColumnData& column, std::size_t row) {
  return column.codes.empty() ? column.whole[row] : static_cast<std::int64_t>(column.codes[row]);
}

std::string text_at(Preparation& p, std::size_t input, int column, std::size_t row) {
  const ColumnData& data = p.table(input).columns[static_cast<std::size_t>(column)];
  std::string text;
  print_value(data, row, {&p.pool(), &p.context.zone, members_of(p.program, data.type)}, text);
  return text;
}

void add_finding(Preparation& p, std::size_t input, InputFault fault, int column, std::size_t row, std::string detail,
                 std::int64_t other_row) {
  InputFindings& findings = p.result.findings[input];
  ++findings.total;
  if (!p.options.quarantine && findings.kept.size() >= shown_findings) return;
  const ReadTable& table = p.tables[input];
  const Column& declared = p.input(input).columns[static_cast<std::size_t>(column)];
  BadInput finding{.fault = fault, .input = p.input(input).name, .file = file_of(table, row).path};
  finding.line = table.line[row];
  finding.column = declared.file_name;
  finding.masked = declared.pii;
  if (!declared.pii) finding.value = text_at(p, input, column, row);
  finding.detail = std::move(detail);
  if (other_row >= 0) {
    finding.other_file = file_of(table, static_cast<std::size_t>(other_row)).path;
    finding.other_line = table.line[static_cast<std::size_t>(other_row)];
  }
  finding.rank = rank_of(table, fault, column, row, other_row);
  findings.kept.push_back(std::move(finding));
}

void keep_rows(Preparation& p, std::size_t input, const RowNumbers& rows) {
  TableData& table = p.table(input);
  for (ColumnData& column : table.columns)
    if (column.rows == table.rows) column = pick_rows(column, rows);
  ReadTable& source = p.tables[input];
  std::vector<std::uint32_t> line(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) line[i] = source.line[rows[i]];
  for (FilePart& file : source.files)
    file.first_row = static_cast<std::size_t>(std::ranges::lower_bound(rows, file.first_row) - rows.begin());
  source.line = std::move(line);
  if (!source.number.empty()) {
    std::vector<std::uint32_t> number(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) number[i] = source.number[rows[i]];
    source.number = std::move(number);
  }
  table.rows = rows.size();
}

void take_columns(Preparation& p, std::size_t input) {
  TableData& table = p.table(input);
  ReadTable& source = p.tables[input];
  table.columns = std::move(source.columns);
  table.columns.resize(p.input(input).columns.size());
  table.rows = source.rows;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (!source.given) table.columns[c].type = p.input(input).columns[c].type;
  if (std::ranges::all_of(source.bad_rows, [](std::uint64_t word) { return word == 0; })) return;
  RowNumbers good;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!bit_at(source.bad_rows, row)) good.push_back(static_cast<std::uint32_t>(row));
  p.report(input).bad += table.rows - good.size();
  keep_rows(p, input, good);
}

void drop_out_of_range(Preparation& p, std::size_t input, RowNumbers& rows) {
  const TableData& table = p.table(input);
  BitWords bad(words_for(table.rows), 0);
  std::size_t count = 0;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto& range = p.input(input).columns[c].range;
    if (!range || table.columns[c].rows != table.rows) continue;
    const std::string detail = range_text(p, table.columns[c].type, *range);
    for (const std::uint32_t row : rows) {
      if (in_range(table.columns[c], *range, row)) continue;
      add_finding(p, input, InputFault::out_of_range, static_cast<int>(c), row, detail);
      set_bit(bad, row);
      ++count;
    }
  }
  if (count > 0) p.report(input).bad += std::erase_if(rows, [&](std::uint32_t row) { return bit_at(bad, row); });
}

std::uint64_t drop_missing(const ColumnData& column, RowNumbers& rows) {
  if (column.known.empty()) return 0;
  return std::erase_if(rows, [&](std::uint32_t row) { return !column.is_known(row); });
}

std::string place_of_row(const Preparation& p, std::size_t input, std::size_t row) {
  const ReadTable& table = p.tables[input];
  if (table.files.empty()) return p.input(input).name;
  return file_of(table, row).path + ":" + std::to_string(table.line[row]);
}

TextCode code_of_key(Preparation& p, const ColumnData& key, std::size_t row) {
  if (!key.codes.empty()) return key.codes[row];
  std::string text;
  print_value(key, row, {&p.pool(), &p.context.zone, nullptr}, text);
  return p.pool().intern(text);
}

// A key of a name that no account has is one of the population.
std::span<const std::pair<TextCode, std::uint32_t>> accounts_by_key(const Preparation& p, std::size_t input) {
  const auto called = [&](std::size_t i) {
    return p.accounts.find(p.input(i).columns[static_cast<std::size_t>(p.input(i).key)].name);
  };
  if (p.accounts.empty()) return {};
  auto known = called(input);
  if (known == p.accounts.end()) known = called(p.program.population.index());
  return known == p.accounts.end() ? std::span<const std::pair<TextCode, std::uint32_t>>() : known->second;
}

KeyMap customers_by_key(Preparation& p, std::size_t input) {
  KeyMap customers(true, p.pool().size());
  for (const auto& [code, customer] : accounts_by_key(p, input)) customers.set(code, customer);
  if (!p.accounts.empty()) return customers;
  const Dataset& dataset = p.result.dataset;
  for (std::size_t c = 0; c < dataset.customers; ++c) customers.set(dataset.customer_ids[c], c);
  return customers;
}

RowNumbers all_rows(std::size_t rows) {
  RowNumbers numbers(rows);
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

}  // namespace sop
