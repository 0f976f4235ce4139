// Findings as people and programs see them: text for terminals and pipes, JSON, annotations of GitHub, SARIF,
// JUnit. All sort and count the same; at most `limit` findings are shown, the total always, `beyond` (found but not
// kept) with it.
#pragma once

#include <span>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/limits.h"

namespace sop {

inline constexpr auto shown_diagnostics = static_cast<std::size_t>(limits::shown_findings);

// One finding, ended by a line end. `colour`: ANSI colours.
std::string render_text(const Diagnostic& diagnostic, const Sources& sources, Language language, bool colour);

// All findings, a blank line between two, and the closing count; empty when there are none.
std::string render_text(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language, bool colour,
                        std::size_t limit = shown_diagnostics, const Counts& beyond = {});

// One line: {"version":1,"diagnostics":[…],"total":n}.
std::string render_json(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                        std::size_t limit = shown_diagnostics, const Counts& beyond = {});

// One workflow command per line: `::error file=…,line=…::message`.
std::string render_github(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                          std::size_t limit = shown_diagnostics, const Counts& beyond = {});

// A log of SARIF 2.1.0 for code scanning: one run, a rule per code that was found, with its page.
std::string render_sarif(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                         std::size_t limit = shown_diagnostics, const Counts& beyond = {});

// JUnit's XML: a suite per file, a case per finding; what is an error, or was left open, is a failure, so that a suite
// fails where `sopc check` does. A file without findings is a case that passes.
std::string render_junit(std::span<const Diagnostic> diagnostics, const Sources& sources, Language language,
                         std::size_t limit = shown_diagnostics, const Counts& beyond = {});

// "2 errors, 1 warning"
std::string count_of(std::span<const Diagnostic> diagnostics, Language language, const Counts& beyond = {});

}  // namespace sop
