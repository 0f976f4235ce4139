// What the grammar noted, said for people: the place, what was expected there, what was found, what was probably meant.
#pragma once

#include "compiler/syntax/parse_state.h"

namespace sop {

void report_syntax_errors(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                          Diagnostics& diagnostics);

}  // namespace sop
