// "2 errors, 1 warning": how many findings of each severity, in words.
#include <fmt/format.h>

#include <algorithm>

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

std::string count_of(std::span<const Diagnostic> diagnostics, Language language) {
  std::string out;
  for (const Severity severity : {Severity::error, Severity::warning, Severity::note}) {
    const auto n = std::count_if(diagnostics.begin(), diagnostics.end(),
                                 [&](const Diagnostic& d) { return d.severity == severity; });
    if (n == 0) continue;
    if (!out.empty()) out += language == Language::zh ? "," : ", ";
    out += counted(static_cast<std::size_t>(n), severity, language);
  }
  return out;
}

}  // namespace sop
