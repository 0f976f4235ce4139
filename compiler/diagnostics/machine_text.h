// Pieces of the forms for machines, for findings that come from elsewhere than a program's text.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"

namespace sop {

// In a workflow command of GitHub; `property`: of `file=` or `title=`.
std::string github_text(std::string_view text, bool property = false);

// JSON as it was dumped, with what is not plainly visible in its strings as \u escapes: the same values, nothing that a
// terminal or an editor obeys.
std::string neutral_json(std::string_view dumped);

// A file's name as a relative reference; an absolute path as a file URI.
std::string sarif_uri(std::string_view name);

// The entry of a code in the rules of a SARIF log, as JSON.
std::string sarif_rule(Code code, Language language);

}  // namespace sop
