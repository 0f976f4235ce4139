// Rules in the order in which people say them: `tag x if vip`, `send hello on sms`, `every monday, tuesday at 10:00`.
// Says how they are written; what is no such sentence is left to others.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/parse_state.h"

namespace sop {

// Told as a whole, with what to write instead.
bool tell_spoken_rule(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                      const SyntaxError& error, Diagnostics& diagnostics);

// What helps with a trigger that is refused at this token.
void help_with_trigger(const SourceBuffer& source, const Tokens& tokens, const ParseState& state,
                       const SyntaxError& error, Diagnostic& found);

}  // namespace sop
