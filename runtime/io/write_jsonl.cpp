// One object per line and row. Money is a plain decimal number, instants and dates are texts, missing is null.
#include <fmt/format.h>

#include <iterator>

#include "runtime/io/value_print.h"
#include "runtime/io/write.h"

namespace sop {
namespace {

constexpr std::size_t jsonl_flush_bytes = 1 << 20;

void append_text(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

bool is_bare(const OutputColumn& column) {
  switch (column.data.type.kind) {
    case TypeKind::boolean:
    case TypeKind::integer:
    case TypeKind::number:
    case TypeKind::money: return true;
    case TypeKind::text:
    case TypeKind::id: return column.json;
    case TypeKind::date:
    case TypeKind::time:
    case TypeKind::datetime:
    case TypeKind::duration:
    case TypeKind::enumeration:
    case TypeKind::error: return false;
  }
  return false;
}

void append_value(const OutputColumn& column, std::size_t row, const PrintContext& context, std::string& out) {
  if (!column.data.is_known(row)) {
    out += "null";
  } else if (is_bare(column)) {
    print_value(column.data, row, context, out);
  } else {
    std::string text;
    print_value(column.data, row, context, text);
    append_text(text, out);
  }
}

}  // namespace

Written write_jsonl(const OutputTable& table, const Sink& sink) {
  std::string out;
  std::size_t written_rows = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    out += '{';
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) out += ',';
      append_text(table.columns[c].name, out);
      out += ':';
      append_value(table.columns[c], row, {table.pool.get(), &table.zone, &table.columns[c].members}, out);
    }
    out += "}\n";
    if (out.size() < jsonl_flush_bytes) continue;
    if (auto written = sink(out, row + 1 - written_rows); !written) return written;
    written_rows = row + 1;
    out.clear();
  }
  return sink(out, table.rows - written_rows);
}

}  // namespace sop
