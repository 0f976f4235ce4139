// CSV cells: missing is an empty unquoted field, an empty text is `""`. A text or id that a spreadsheet would run as a
// formula gets an apostrophe in front; numbers never do.
#include "runtime/io/value_print.h"
#include "runtime/io/write.h"

namespace sop {
namespace {

constexpr std::size_t csv_flush_bytes = 1 << 20;

bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

void append_cell(std::string_view text, bool guard, std::string& out) {
  const bool guarded = guard && is_formula(text);
  const bool quoted = text.empty() || text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quoted) out += '"';
  if (guarded) out += '\'';
  if (!quoted) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_value(const OutputColumn& column, std::size_t row, const PrintContext& context, bool guard,
                  std::string& out) {
  if (!column.data.is_known(row)) return;
  if (physical_of(column.data.type.kind) == Physical::code)
    return append_cell(context.pool->text(column.data.codes[row]), guard, out);
  if (column.data.type.is(TypeKind::enumeration))
    return append_cell(column.members[static_cast<std::size_t>(column.data.whole[row])], guard, out);
  print_value(column.data, row, context, out);
}

}  // namespace

Written write_csv(const OutputTable& table, WriteOptions options, const Sink& sink, bool with_head) {
  std::string out;
  for (std::size_t c = 0; with_head && c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_cell(table.columns[c].name, !options.raw, out);
  }
  if (with_head) out += '\n';
  std::size_t written_rows = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) out += ',';
      append_value(table.columns[c], row, {table.pool.get(), &table.zone, nullptr}, !options.raw, out);
    }
    out += '\n';
    if (out.size() < csv_flush_bytes) continue;
    if (auto written = sink(out, row + 1 - written_rows); !written) return written;
    written_rows = row + 1;
    out.clear();
  }
  return sink(out, table.rows - written_rows);
}

}  // namespace sop
