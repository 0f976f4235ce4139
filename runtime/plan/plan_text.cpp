// For a terminal or a pipe: columns aligned by display width, numbers to the right; nothing is cut.
#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/plan/plan_page.h"

namespace sop {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string blanks(width - std::min<std::size_t>(width, display_width(text)), ' ');
  return right ? blanks + text : text + blanks;
}

std::string text_table(const PlanTable& table) {
  if (table.rows.empty()) return table.title + ": " + table.none + "\n\n";
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < table.heads.size(); ++c) {
    std::size_t width = display_width(table.heads[c]);
    for (const auto& row : table.rows) width = std::max<std::size_t>(width, display_width(row[c]));
    widths.push_back(width);
  }
  std::string out = table.title + "\n";
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t c = 0; c < cells.size(); ++c) text += "  " + padded(cells[c], widths[c], table.numbers[c]);
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line(table.heads);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) {
    std::string& dashes = rule.emplace_back();
    for (std::size_t i = 0; i < width; ++i) dashes += "─";
  }
  line(rule);
  for (const auto& row : table.rows) line(row);
  return out + "\n";
}

}  // namespace

std::string plan_text(const PlanView& view) {
  const PlanPage page = plan_page(view, PlanStyle::text);
  std::string out = page.heading + "\n";
  for (const std::string& note : page.notes) out += note + "\n";
  out += "\n";
  for (const PlanTable& table : page.tables) out += text_table(table);
  for (const std::string& warning : page.warnings) out += warning + "\n";
  return out;
}

}  // namespace sop
