#include "runtime/io/table_builder.h"

#include <algorithm>
#include <limits>

#include "runtime/io/column_rows.h"

namespace sop {
namespace {

bool is_structural(const Input& input, int column) {
  return column == input.key || column == input.time || column == input.id || column == input.since;
}

// Derived columns and the streams' `nth` and `gap` have no file of their own.
bool comes_from_file(const Column& column) { return !column.derived.exists() && !column.file_name.empty(); }

}  // namespace

InputPlan plan_input(const Input& input, const std::vector<Enumeration>& enumerations, const ZoneRules& zone,
                     TextPool& pool, ReadOptions options) {
  InputPlan plan{&input, {}, &zone, &pool, options, &enumerations};
  for (std::size_t c = 0; c < input.columns.size(); ++c) {
    const Column& column = input.columns[c];
    const auto index = static_cast<std::int32_t>(c);
    const bool wanted = column.used || is_structural(input, index) || input.kind == InputKind::tags || column.tag_list;
    if (wanted && comes_from_file(column)) plan.rules.push_back(rule_of(column, index, enumerations));
  }
  return plan;
}

bool may_be_absent(const InputPlan& plan, const ColumnRule& rule) {
  const Input& input = *plan.input;
  return (input.predeclared || input.kind == InputKind::tags) && rule.column->type.nullable;
}

std::vector<std::string> unread_columns(const InputPlan& plan, const DataFile& file) {
  std::vector<std::string> out;
  for (const Column& column : plan.input->columns) {
    const bool read = std::ranges::any_of(plan.rules, [&](const ColumnRule& rule) { return rule.column == &column; });
    const bool optional = plan.input->predeclared && column.type.nullable;
    const bool in_folder =
        std::ranges::any_of(file.partition, [&](const auto& part) { return part.first == column.file_name; });
    if (!read && !optional && !in_folder && comes_from_file(column)) out.push_back(column.file_name);
  }
  return out;
}

ColumnReaders column_readers(const InputPlan& plan) {
  ColumnReaders readers;
  for (const ColumnRule& rule : plan.rules)
    readers.push_back(std::make_unique<ColumnReader>(rule, *plan.zone, *plan.pool));
  return readers;
}

ReadPiece empty_piece(const InputPlan& plan, std::size_t rows) {
  ReadPiece piece;
  piece.rows = rows;
  piece.columns.resize(plan.input->columns.size());
  piece.faults.resize(plan.rules.size() + 1);
  for (FaultList& list : piece.faults) {
    if (plan.options.keep_all_findings) list.keep = std::numeric_limits<std::size_t>::max();
    list.bad_rows.assign(words_for(rows), 0);
  }
  return piece;
}

void TableBuilder::begin_file(const std::string& path) {
  files_.push_back({path, 0});
  first_piece_ = pieces_.size();
  faults_before_ = file_findings_.total;
}

std::optional<std::span<const PlacedPiece>> TableBuilder::flawless_file() const {
  if (files_.empty() || file_findings_.total != faults_before_) return std::nullopt;
  const auto pieces = std::span(pieces_).subspan(first_piece_);
  for (const PlacedPiece& placed : pieces)
    for (const FaultList& list : placed.piece.faults)
      if (list.total > 0) return std::nullopt;
  return pieces;
}

void TableBuilder::add(ReadPiece piece, std::int64_t first_line) {
  pieces_.push_back({std::move(piece), files_.size() - 1, first_line});
}

void TableBuilder::add_file_fault(BadInput finding) {
  finding.input = plan_.input->name;
  if (finding.file.empty() && !files_.empty()) finding.file = files_.back().path;
  ++file_findings_.total;
  file_findings_.kept.push_back(std::move(finding));
}

BadInput TableBuilder::finding_of(const RowFault& fault, const Placed& placed) const {
  BadInput finding{.fault = fault.fault, .input = plan_.input->name, .file = files_[placed.file].path};
  finding.line = placed.first_line + fault.line;
  finding.value = fault.value;
  finding.detail = fault.detail;
  if (fault.column < 0) return finding;
  const Column& column = plan_.input->columns[static_cast<std::size_t>(fault.column)];
  finding.column = column.file_name;
  finding.expected = column.type.kind;
  finding.masked = column.pii;
  if (column.pii) finding.value.clear();
  return finding;
}

void TableBuilder::join_findings(const Placed& placed, std::size_t first_row, ReadTable& table) {
  std::vector<const RowFault*> faults;
  for (const FaultList& list : placed.piece.faults) {
    if (list.total == 0) continue;
    table.findings.total += list.total;
    for (const RowFault& fault : list.kept) faults.push_back(&fault);
    for (std::size_t row = 0; row < placed.piece.rows; ++row)
      if (bit_at(list.bad_rows, row)) set_bit(table.bad_rows, first_row + row);
  }
  table.bad_records += placed.piece.faults.back().total;
  std::ranges::stable_sort(faults, [](const RowFault* a, const RowFault* b) {
    return std::pair(a->line, a->column) < std::pair(b->line, b->column);
  });
  for (const RowFault* fault : faults)
    if (plan_.options.keep_all_findings || table.findings.kept.size() < shown_findings)
      table.findings.kept.push_back(finding_of(*fault, placed));
}

void TableBuilder::join_columns(ReadTable& table) {
  for (const ColumnRule& rule : plan_.rules) {
    const auto index = static_cast<std::size_t>(rule.index);
    ColumnData& column = table.columns[index];
    if (pieces_.size() == 1) {
      column = std::move(pieces_[0].piece.columns[index]);
      continue;
    }
    column = make_column(rule.column->type, 0);
    switch (physical_of(rule.column->type.kind)) {
      case Physical::whole: column.whole.reserve(table.rows); break;
      case Physical::real: column.real.reserve(table.rows); break;
      case Physical::code: column.codes.reserve(table.rows); break;
      case Physical::bit: column.bits.reserve(words_for(table.rows)); break;
    }
    for (Placed& placed : pieces_) {
      append_rows(column, placed.piece.columns[index]);
      placed.piece.columns[index] = {};
    }
  }
}

ReadTable TableBuilder::finish() {
  ReadTable table;
  table.given = true;
  table.columns.resize(plan_.input->columns.size());
  for (const Placed& placed : pieces_) table.rows += placed.piece.rows;
  table.findings = std::move(file_findings_);
  if (table.rows > std::numeric_limits<std::uint32_t>::max() - 1) {
    table.findings.kept.push_back({.fault = InputFault::too_many_rows, .input = plan_.input->name});
    ++table.findings.total;
    table.rows = 0;
    return table;
  }
  join_columns(table);
  table.bad_rows.assign(words_for(table.rows), 0);
  table.line.reserve(table.rows);
  std::vector<bool> begun(files_.size(), false);
  std::size_t row = 0;
  for (const Placed& placed : pieces_) {
    if (!begun[placed.file]) files_[placed.file].first_row = row;
    begun[placed.file] = true;
    for (std::uint32_t line : placed.piece.line)
      table.line.push_back(static_cast<std::uint32_t>(placed.first_line + line));
    join_findings(placed, row, table);
    row += placed.piece.rows;
  }
  for (std::size_t f = files_.size(); f-- > 0;)
    if (!begun[f]) files_[f].first_row = f + 1 < files_.size() ? files_[f + 1].first_row : row;
  table.files = std::move(files_);
  return table;
}

}  // namespace sop
