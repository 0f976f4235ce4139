// How the calls of sop.h go from pass to pass over all pieces of the customers.
#pragma once

#include "bindings/c/evaluator.h"

namespace sop::embed {

// The passes of the program that runs, or a refusal: some of what it asks cannot be found out in pieces.
sop_status passes_of(sop_evaluator& evaluator, RunKind kind, PassesOverAll& passes);

// What the evaluator was given.
RunKind kind_of_run(const sop_evaluator& evaluator);

// Where all passes of an earlier run are done: that one is the run before, and nothing is known of the new one yet.
void begin_run(const Program& program, EdgesOfAll& edges, RunKind kind, Micros as_of);

}  // namespace sop::embed
