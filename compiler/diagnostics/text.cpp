// The text form: headline, place, excerpt, then facts, what to do, and fixes, in the manner of good compilers.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diagnostics/excerpt.h"
#include "compiler/diagnostics/fix_preview.h"
#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/wording.h"

namespace sop {
namespace {

std::vector<Mark> marks_of(const Diagnostic& diagnostic, Language language) {
  std::vector<Mark> marks;
  if (diagnostic.span.exists())
    marks.push_back({diagnostic.span, label_of(diagnostic, language), role_of(diagnostic.severity), true});
  for (const Related& related : diagnostic.related)
    if (related.span.exists())
      marks.push_back({related.span, visible_text(related.text, language), Role::secondary, false});
  return marks;
}

Row headline(const Diagnostic& diagnostic, Language language) {
  const std::string head =
      fmt::format("{}[{}]", severity_word(diagnostic.severity, language), row_of(diagnostic.code).id);
  return Row().add(head, role_of(diagnostic.severity)).add(": " + headline_of(diagnostic, language), Role::heading);
}

// `   = note: …`
Row remark(std::size_t gutter, std::string_view word, Role role, const std::string& text) {
  return Row().pad(gutter).add(" = ", Role::gutter).add(word, role).add(": " + text);
}

std::vector<Row> remarks(const Diagnostic& diagnostic, Language language, std::size_t gutter) {
  std::vector<Row> rows;
  for (const Related& related : diagnostic.related)
    if (!related.span.exists())
      rows.push_back(remark(gutter, note_word(language), Role::note, visible_text(related.text, language)));
  for (const PhraseText& note : diagnostic.notes)
    rows.push_back(remark(gutter, note_word(language), Role::note, visible_text(note, language)));
  for (const std::string& help : helps_of(diagnostic, language))
    rows.push_back(remark(gutter, help_word(language), Role::help, help));
  return rows;
}

std::vector<Row> fix_rows(const Fix& fix, const Sources& sources, Language language, std::size_t gutter) {
  std::vector<Row> rows;
  rows.push_back(Row().add(fix_word(language), Role::help).add(": " + visible_text(fix.message, language)));
  const std::vector<Row> lines = fix_preview(fix.edits, sources, gutter);
  if (!lines.empty()) rows.push_back(blank_row(gutter));
  rows.insert(rows.end(), lines.begin(), lines.end());
  return rows;
}

void append(std::vector<Row>& rows, std::vector<Row> more) {
  std::move(more.begin(), more.end(), std::back_inserter(rows));
}

bool is_error(const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; }

std::string closing(std::span<const Diagnostic> diagnostics, const Counts& beyond, std::size_t shown,
                    Language language) {
  std::string out = count_of(diagnostics, language, beyond);
  const bool zh = language == Language::zh;
  const bool sorted_out = std::ranges::any_of(diagnostics, is_error) && !std::ranges::all_of(diagnostics, is_error);
  if (shown < diagnostics.size() && sorted_out)
    out += fmt::format(fmt::runtime(zh ? ";以上列出 {} 条,错误在前" : "; {} are shown, errors first"), shown);
  else if (shown < diagnostics.size())
    out += fmt::format(fmt::runtime(zh ? ";以上为前 {} 条" : "; the first {} are shown"), shown);
  return out + "\n";
}

}  // namespace

std::string render_text(const Diagnostic& diagnostic, const Sources& sources, Language language, bool colour) {
  const std::vector<Mark> marks = marks_of(diagnostic, language);
  const std::size_t gutter = gutter_width(marks, sources);
  std::vector<Row> rows = {headline(diagnostic, language)};
  append(rows, excerpt(marks, sources, gutter));
  std::vector<Row> after = remarks(diagnostic, language, gutter);
  if (!marks.empty() && !after.empty()) rows.push_back(blank_row(gutter));
  append(rows, std::move(after));
  for (const Fix& fix : diagnostic.fixes) append(rows, fix_rows(fix, sources, language, gutter));

  std::string out;
  for (const Row& row : rows) out += row.text(colour);
  return out;
}

std::string render_text(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language, bool colour,
                        std::size_t limit, const Counts& beyond) {
  if (diagnostics.empty()) return "";
  const std::size_t shown = std::min(limit, diagnostics.size());
  std::string out;
  const std::vector<const Diagnostic*> order = in_order(diagnostics, limit);
  for (const Diagnostic* diagnostic : std::span(order).first(shown))
    out += render_text(*diagnostic, sources, language, colour) + "\n";
  return out + closing(diagnostics, beyond, shown, language);
}

}  // namespace sop
