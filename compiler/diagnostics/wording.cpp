#include "compiler/diagnostics/wording.h"

#include <algorithm>
#include <utility>

#include "compiler/diagnostics/width.h"

namespace sop {
namespace {

std::string_view choose(Language language, std::string_view en, std::string_view zh) {
  return language == Language::zh ? zh : en;
}

std::string filled(std::string_view text, const Diagnostic& diagnostic) {
  return visible(fill(text, diagnostic.arguments));
}

}  // namespace

std::string_view severity_word(Severity severity, Language language) {
  switch (severity) {
    case Severity::error: return choose(language, "error", "错误");
    case Severity::warning: return choose(language, "warning", "警告");
    case Severity::note: return choose(language, "note", "提示");
  }
  return "";
}

std::string_view note_word(Language language) { return choose(language, "note", "提示"); }
std::string_view help_word(Language language) { return choose(language, "help", "帮助"); }
std::string_view fix_word(Language language) { return choose(language, "fix", "修复"); }

std::string headline_of(const Diagnostic& diagnostic, Language language) {
  const DiagnosticRow& row = row_of(diagnostic.code);
  return filled(choose(language, row.headline_en, row.headline_zh), diagnostic);
}

std::string label_of(const Diagnostic& diagnostic, Language language) {
  const DiagnosticRow& row = row_of(diagnostic.code);
  return filled(choose(language, row.label_en, row.label_zh), diagnostic);
}

std::string visible_text(const PhraseText& phrase, Language language) { return visible(text_of(phrase, language)); }

std::vector<std::string> helps_of(const Diagnostic& diagnostic, Language language) {
  const DiagnosticRow& row = row_of(diagnostic.code);
  std::vector<std::string> helps;
  const std::string own = filled(choose(language, row.help_en, row.help_zh), diagnostic);
  if (!own.empty()) helps.push_back(own);
  for (const PhraseText& help : diagnostic.helps) helps.push_back(visible_text(help, language));
  return helps;
}

std::string message_of(const Diagnostic& diagnostic, Language language) {
  std::string out = headline_of(diagnostic, language);
  for (const PhraseText& note : diagnostic.notes) out += "\n" + visible_text(note, language);
  for (const std::string& help : helps_of(diagnostic, language)) out += "\n" + help;
  return out;
}

std::vector<const Diagnostic*> in_order(std::span<const Diagnostic> diagnostics, std::size_t shown) {
  std::vector<const Diagnostic*> order;
  order.reserve(diagnostics.size());
  for (const Diagnostic& diagnostic : diagnostics) order.push_back(&diagnostic);
  std::stable_sort(order.begin(), order.end(), [](const Diagnostic* a, const Diagnostic* b) {
    return std::pair(a->span.file, a->span.begin) < std::pair(b->span.file, b->span.begin);
  });
  if (order.size() > shown)
    std::ranges::stable_partition(order, [](const Diagnostic* one) { return one->severity == Severity::error; });
  return order;
}

}  // namespace sop
