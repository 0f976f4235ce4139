// The words around a finding in both languages, and the texts of its row filled in. What the user wrote comes out
// visible: no control character of a source reaches the terminal.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

std::string_view severity_word(Severity severity, Language language);  // error, 错误
std::string_view note_word(Language language);
std::string_view help_word(Language language);
std::string_view fix_word(Language language);

std::string headline_of(const Diagnostic& diagnostic, Language language);
std::string label_of(const Diagnostic& diagnostic, Language language);
std::string visible_text(const PhraseText& phrase, Language language);

// The row's own help first, then those found on the way.
std::vector<std::string> helps_of(const Diagnostic& diagnostic, Language language);

// Headline, notes and helps, a line each: for reports that know one text per finding.
std::string message_of(const Diagnostic& diagnostic, Language language);

// By file, line, column; equal places keep their order. What has no place comes first. Where there are more than
// `shown`, what stops comes before what warns: no error hides behind warnings.
std::vector<const Diagnostic*> in_order(std::span<const Diagnostic> diagnostics, std::size_t shown);

}  // namespace sop
