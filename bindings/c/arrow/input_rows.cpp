#include "bindings/c/arrow/input_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "bindings/c/arrow/column_text.h"
#include "runtime/io/value_text.h"

namespace sop::embed {
namespace {

RowsFault malformed(std::string how) { return {.malformed = std::move(how)}; }
RowsFault malformed_column(const std::string& name, std::string_view how) {
  return malformed(fmt::format("`{}`: {}", name, how));
}

// A list's own column has no name in a file: it is the first one, whatever it is called.
InputPlan plan_of(const Program& program, const Input& input, const ZoneRules& zone, TextPool& pool) {
  if (input.list_file.empty()) return plan_input(input, program.enumerations, zone, pool, {});
  InputPlan plan{&input, {}, &zone, &pool, {}};
  plan.rules.push_back(rule_of(input.columns[0], 0, program.enumerations));
  return plan;
}

std::string_view wrong_table(const ArrowSchema& schema) {
  if (schema.release == nullptr) return "a schema that is released already";
  if (schema.format == nullptr || std::string_view(schema.format) != "+s") return "no table: its format is not `+s`";
  constexpr std::int64_t most_columns = 100'000;
  if (schema.n_children < 0 || schema.n_children > most_columns) return "a number of columns that no table has";
  if (schema.n_children > 0 && schema.children == nullptr) return "columns that are not there";
  for (std::int64_t i = 0; i < schema.n_children; ++i)
    if (schema.children[i] == nullptr) return "a column that is not there";
  return "";
}

std::string_view wrong_rows(const ArrowSchema& schema, const ArrowArray& rows) {
  if (rows.release == nullptr) return "rows that are released already";
  if (rows.n_children != schema.n_children) return "rows with another number of columns than their schema";
  if (rows.n_children > 0 && rows.children == nullptr) return "columns that are not there";
  constexpr std::int64_t most = UINT32_MAX;
  if (rows.length < 0 || rows.offset < 0 || rows.length > most || rows.offset > most)
    return "a length or an offset that no table has";
  for (std::int64_t i = 0; i < rows.n_children; ++i)
    if (rows.children[i] == nullptr) return "a column that is not there";
  const bool some_null = rows.null_count != 0 && rows.n_buffers > 0 && rows.buffers != nullptr &&
                         rows.buffers[0] != nullptr && rows.length > 0;
  return some_null ? "rows that may be null as a whole" : "";
}

bool named(const ArrowSchema& column, const std::string& name) { return column.name != nullptr && name == column.name; }

// Texts are trusted to be UTF-8 after this.
bool is_clean(const ColumnView& column) {
  const ColumnView& texts = column.type().in_dictionary ? column.words() : column;
  if (texts.type().kind != ArrowKind::text) return true;
  for (std::int64_t row = 0; row < texts.rows(); ++row)
    if (!texts.is_null(row) && !is_utf8(texts.text(row))) return false;
  return true;
}

std::uint64_t bytes_of(const ColumnData& column) {
  return 8 * (column.known.size() + column.whole.size() + column.real.size() + column.bits.size()) +
         4 * column.codes.size();
}

}  // namespace

InputRows::InputRows(const Program& program, const Input& input, const ZoneRules& zone, TextPool& pool, Room& room)
    : input_(input),
      is_list_(!input.list_file.empty()),
      plan_(plan_of(program, input, zone, pool)),
      builder_(plan_),
      readers_(column_readers(plan_)),
      pool_(pool),
      room_(room),
      texts_(pool.size()) {
  builder_.begin_file(input.name);
}

BadInput InputRows::finding(InputFault fault, const std::string& column) const {
  return {.fault = fault, .input = input_.name, .file = input_.name, .column = column};
}

RowsFault InputRows::place_column(const ArrowSchema& schema, std::size_t index) {
  const ColumnRule& rule = plan_.rules[index];
  const std::string& name = rule.column->file_name;
  RowsFault fault;
  const auto report = [&](BadInput found) {
    ++fault.findings.total;
    fault.findings.kept.push_back(std::move(found));
  };
  Place& place = places_[index];
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    if (is_list_ ? i > 0 : !named(*schema.children[i], name)) continue;
    if (place.child >= 0) report(finding(InputFault::repeated_header, name));
    place.child = static_cast<int>(i);
  }
  if (place.child < 0) {
    if (is_list_ || !may_be_absent(plan_, rule)) report(finding(InputFault::missing_column, name));
    return fault;
  }
  const ArrowSchema& column = *schema.children[place.child];
  auto type = arrow_type(column);
  if (!type) return malformed_column(name, type.error());
  place.type = *type;
  if (fits(rule, *type)) return fault;
  BadInput wrong = finding(InputFault::wrong_column_type, name);
  wrong.value = type_name(*type, column);
  wrong.expected = rule.column->type.kind;
  wrong.detail = rule.detail;
  report(std::move(wrong));
  return fault;
}

RowsFault InputRows::place_columns(const ArrowSchema& schema) {
  places_.assign(plan_.rules.size(), {});
  RowsFault all;
  for (std::size_t rule = 0; rule < plan_.rules.size(); ++rule) {
    RowsFault one = place_column(schema, rule);
    if (!one.malformed.empty()) return one;
    all.findings.total += one.findings.total;
    std::ranges::move(one.findings.kept, std::back_inserter(all.findings.kept));
  }
  if (is_list_) return all;
  for (const std::string& name : unread_columns(plan_, {})) {
    bool there = false;
    for (std::int64_t i = 0; i < schema.n_children; ++i) there |= named(*schema.children[i], name);
    if (there) continue;
    ++all.findings.total;
    all.findings.kept.push_back(finding(InputFault::missing_column, name));
  }
  return all;
}

RowsFault InputRows::begin(const ArrowSchema& schema) {
  if (const auto wrong = wrong_table(schema); !wrong.empty()) return malformed(std::string(wrong));
  return place_columns(schema);
}

RowsFault InputRows::read_rows(const ArrowSchema& schema, const ArrowArray& rows, ReadPiece& piece) {
  for (std::size_t r = 0; r < plan_.rules.size(); ++r) {
    const ColumnRule& rule = plan_.rules[r];
    ColumnData& column = piece.columns[static_cast<std::size_t>(rule.index)];
    const Place& place = places_[r];
    if (place.child < 0) {
      const std::vector<RawField> nothing(piece.rows, RawField{.absent = true});
      column = readers_[r]->read(nothing, piece.line, piece.faults[r]);
      continue;
    }
    const auto view = ColumnView::over(place.type, *schema.children[place.child], *rows.children[place.child],
                                       rows.offset, rows.length);
    if (!view) return malformed_column(rule.column->file_name, view.error());
    if (!is_clean(*view)) return malformed_column(rule.column->file_name, "a text that is not UTF-8");
    column = read_column(*view, *readers_[r], piece.line, piece.faults[r]);
  }
  return {};
}

void InputRows::make_room(const ReadPiece& piece) {
  for (const ColumnData& column : piece.columns) room_.bytes += bytes_of(column);
  for (; texts_ < pool_.size(); ++texts_) room_.bytes += pool_.text(static_cast<TextCode>(texts_)).size() + 16;
}

RowsFault InputRows::add(const ArrowSchema& schema, const ArrowArray& rows) {
  if (const auto wrong = wrong_rows(schema, rows); !wrong.empty()) return malformed(std::string(wrong));
  room_.rows += static_cast<std::uint64_t>(rows.length);
  if (room_.full()) return {.too_many = true};
  ReadPiece piece = empty_piece(plan_, static_cast<std::size_t>(rows.length));
  piece.line.resize(piece.rows);
  std::iota(piece.line.begin(), piece.line.end(), 0u);
  if (RowsFault fault = read_rows(schema, rows, piece); fault.any()) return fault;
  make_room(piece);
  if (room_.full()) return {.too_many = true};
  const auto count = static_cast<std::int64_t>(piece.rows);
  builder_.add(std::move(piece), next_row_);
  next_row_ += count;
  return {};
}

ReadTable InputRows::finish() {
  ReadTable table = builder_.finish();
  if (!is_list_) return table;
  // As a list's file is read: each id once, in order.
  std::set<TextCode> seen;
  ColumnValues<TextCode> codes;
  std::vector<std::uint32_t> lines;
  const ColumnData& ids = table.columns[0];
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!ids.is_known(row) || pool_.text(ids.codes[row]).empty() || !seen.insert(ids.codes[row]).second) continue;
    codes.push_back(ids.codes[row]);
    lines.push_back(table.line[row]);
  }
  table.rows = codes.size();
  table.columns[0] = make_column(input_.columns[0].type, table.rows);
  table.columns[0].codes = std::move(codes);
  table.line = std::move(lines);
  table.bad_rows.assign(words_for(table.rows), 0);
  return table;
}

}  // namespace sop::embed
