// `20 second below 40`, `age > 5 day when …`: behind a number the name of an arm that is a unit too is read as the unit
// (language.md 2.1). What follows gives it away; the author is told that, and nothing of what comes of it.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/tree.h"

namespace sop {

class SourceBuffer;

// Was the unit at this token meant as the name of an arm? `roles`: of the tokens, as they were read.
bool is_unit_for_a_name(const Tokens& tokens, const std::vector<Kw>& roles, std::size_t unit);

void report_units_for_names(const SourceBuffer& source, const Tokens& tokens, const std::vector<Kw>& roles,
                            Diagnostics& diagnostics);
void report_unit_for_name(const SourceBuffer& source, const Tokens& tokens, std::size_t unit, Diagnostics& diagnostics);

}  // namespace sop
