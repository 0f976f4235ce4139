// How the parts of a choice are written, before anybody asks what they mean: there is at least one, and `otherwise`,
// which takes whoever is left, stands once and last. In an `any_of` group nobody is left.
#pragma once

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/names/symbols.h"

namespace sop {

// Of a tier, a group or a branch of a journey.
void check_arm_order(Node choice, const ParsedProgram& parsed, Diagnostics& diagnostics);

// A tier, group, score, set, bands or steps without anything in it.
void check_not_empty(Node declaration, const ParsedProgram& parsed, Diagnostics& diagnostics);

}  // namespace sop
