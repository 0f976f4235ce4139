// What the grammar noted, said for people: the place, what was expected there, what was found, what was probably meant.
#pragma once

#include "compiler/syntax/tree.h"

namespace sop {
namespace grammar {
struct State;
}

void report_syntax_errors(const SourceBuffer& source, const Tokens& tokens, const grammar::State& state,
                          Diagnostics& diagnostics);

}  // namespace sop
