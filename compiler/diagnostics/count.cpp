// "2 errors, 1 warning": how many findings of each severity, in words.
#include <fmt/format.h>

#include <utility>

#include "compiler/diagnostics/render.h"
#include "compiler/diagnostics/wording.h"

namespace sop {
namespace {

std::string counted(std::size_t n, Severity severity, Language language) {
  const std::string_view word = severity_word(severity, language);
  if (language == Language::zh) return fmt::format("{} 个{}", n, word);
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

}  // namespace

std::string count_of(std::span<const Diagnostic> diagnostics, Language language, const Counts& beyond) {
  Counts counts = beyond;
  for (const Diagnostic& found : diagnostics) counts.add(found.severity);
  std::string out;
  for (const auto& [severity, n] :
       {std::pair(Severity::error, counts.errors), std::pair(Severity::warning, counts.warnings),
        std::pair(Severity::note, counts.notes)}) {
    if (n == 0) continue;
    if (!out.empty()) out += language == Language::zh ? "," : ", ";
    out += counted(n, severity, language);
  }
  return out;
}

}  // namespace sop
