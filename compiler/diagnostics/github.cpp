// Workflow commands that GitHub shows beside the lines of a change.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/width.h"
#include "compiler/diagnostics/wording.h"

namespace sop {
namespace {

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "notice";
  }
  return "notice";
}

// GitHub's end column is the last one marked; it is left out where the lines differ, as GitHub ignores columns there.
std::string place_of(Span span, const Sources& sources) {
  if (!span.exists()) return "";
  const SourceBuffer& source = sources[static_cast<std::size_t>(span.file)];
  const Position begin = source.position(span.begin), end = source.position(span.end);
  std::string out = fmt::format("file={},line={},", github_text(visible(source.name()), true), begin.line);
  if (begin.line != end.line) return out + fmt::format("endLine={},", end.line);
  return out + fmt::format("col={},endColumn={},", begin.column, std::max(begin.column + 1, end.column) - 1);
}

}  // namespace

// A line end or `::` in a message must not begin another command.
std::string github_text(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    if (special) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string render_github(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                          std::size_t limit, const Counts& beyond) {
  if (diagnostics.empty()) return "";
  std::string out;
  const std::vector<const Diagnostic*> order = in_order(diagnostics, limit);
  for (const Diagnostic* diagnostic : std::span(order).first(std::min(limit, order.size())))
    out += fmt::format("::{} {}title={}::{}\n", command_of(diagnostic->severity), place_of(diagnostic->span, sources),
                       row_of(diagnostic->code).id, github_text(message_of(*diagnostic, language)));
  return out + count_of(diagnostics, language, beyond) + "\n";
}

}  // namespace sop
