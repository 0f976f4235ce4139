#include <algorithm>

#include "compiler/diagnostics/width.h"
#include "runtime/plan/code_span.h"
#include "runtime/plan/plan_page.h"

namespace sop {
namespace {

std::string row_of(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string markdown_table(const PlanTable& table) {
  std::string out = "**" + table.title + "**";
  if (table.rows.empty()) return out + ": " + table.none + "\n\n";
  std::vector<std::string> rule;
  for (const bool number : table.numbers) rule.emplace_back(number ? "---:" : "---");
  out += "\n\n" + row_of(table.heads) + row_of(rule);
  for (const auto& row : table.rows) out += row_of(row);
  return out + "\n";
}

}  // namespace

// Longer fences around what holds backticks; a bar ends a table's cell even inside code.
std::string code_span(std::string_view text) {
  const std::string shown = visible(text);
  std::size_t longest = 0, run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  std::string body;
  for (const char c : shown) {
    if (c == '|') body += '\\';
    body += c;
  }
  const char* blank = longest > 0 || body.empty() ? " " : "";
  return fence + blank + body + blank + fence;
}

std::string plan_markdown(const PlanView& view) {
  const PlanPage page = plan_page(view, PlanStyle::markdown);
  std::string out = "### sop " + page.heading + "\n\n";
  for (const std::string& warning : page.warnings) out += "> ⚠️ " + warning + "\n\n";
  for (const std::string& note : page.notes) out += "- " + note + "\n";
  if (!page.notes.empty()) out += "\n";
  for (const PlanTable& table : page.tables) out += markdown_table(table);
  return out;
}

}  // namespace sop
