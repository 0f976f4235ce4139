// Missing-awareness (semantics A2, finding S3001): a value that may be missing under an odd number of negations makes a
// condition true for those we know nothing about. Reads every condition as asked, and the lowered program below it;
// counts negations through facts. Told once for each negation, at its place.
#pragma once

#include "compiler/check/conditions.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop {

void check_awareness(const ParsedProgram& parsed, const Program& program, const Places& places,
                     Diagnostics& diagnostics);

}  // namespace sop
