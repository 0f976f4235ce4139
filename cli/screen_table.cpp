#include "cli/screen_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/screen_words.h"
#include "compiler/diagnostics/width.h"
#include "runtime/io/value_print.h"

namespace sop::cli {
namespace {

constexpr std::size_t widest_cell = 48;

// Four decimals are enough for eyes; the files have them all.
std::string short_number(double value) {
  if (value != 0 && std::fabs(value) < 0.001) return fmt::format("{:.3g}", value);
  return fmt::format("{}", std::round(value * 1e4) / 1e4);
}

std::string cell(const OutputTable& table, const OutputColumn& column, std::size_t row, bool worded) {
  std::string out;
  print_value(column.data, row, {table.pool.get(), &table.zone, &column.members}, out);
  if (column.data.type.is(TypeKind::number) && column.data.is_known(row)) out = short_number(column.data.real[row]);
  out = visible(worded ? word_in(column.name, out, Language::zh) : out);
  if (!column.data.is_known(row)) return "–";
  if (display_width(out) <= widest_cell) return out;
  std::string cut;
  for (std::size_t i = 0; i < out.size() && display_width(cut) < widest_cell - 1;) {
    std::size_t next = i + 1;
    while (next < out.size() && (static_cast<unsigned char>(out[next]) & 0xC0) == 0x80) ++next;
    cut += out.substr(i, next - i);
    i = next;
  }
  return cut + "…";
}

bool is_number(const ColumnData& column) {
  return column.type.is(TypeKind::integer) || column.type.is(TypeKind::number) || column.type.is(TypeKind::money);
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(width - std::min<std::size_t>(width, display_width(text)), ' ');
  return right ? blanks + text : text + blanks;
}

}  // namespace

std::string screen_table(const OutputTable& table, bool zh, bool ours, std::size_t limit) {
  const bool worded = zh && ours;
  const auto heading = [&](std::size_t c) {
    return heading_in(table.columns[c].name, worded ? Language::zh : Language::en);
  };
  const std::size_t rows = std::min(table.rows, limit);
  std::vector<std::vector<std::string>> cells(table.columns.size());
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::size_t width = display_width(heading(c));
    for (std::size_t r = 0; r < rows; ++r) {
      cells[c].push_back(cell(table, table.columns[c], r, worded));
      width = std::max<std::size_t>(width, display_width(cells[c].back()));
    }
    widths.push_back(width);
  }
  std::string out;
  auto line = [&](auto&& text_of) {
    std::string text;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      text += (c > 0 ? "  " : "  ") + padded(text_of(c), widths[c], is_number(table.columns[c].data));
    while (!text.empty() && text.back() == ' ') text.pop_back();
    out += text + "\n";
  };
  line(heading);
  line([&](std::size_t c) {
    std::string rule;
    for (std::size_t i = 0; i < widths[c]; ++i) rule += "─";
    return rule;
  });
  for (std::size_t r = 0; r < rows; ++r) line([&](std::size_t c) { return cells[c][r]; });
  if (rows < table.rows)
    out += zh ? fmt::format("  … 另有 {} 行\n", table.rows - rows)
              : fmt::format("  … and {} more {}\n", table.rows - rows, table.rows - rows == 1 ? "row" : "rows");
  return out;
}

}  // namespace sop::cli
