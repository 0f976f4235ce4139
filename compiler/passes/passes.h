// Passes take a finished Program and return a new one that means the same. Order: canonical atoms, folding, dropping
// what nothing reads. Hash-consing is the Builder's: every pass rebuilds through it.
#pragma once

#include "compiler/ir/program.h"

namespace sop {

Program run_passes(Program program);

// `not not x` is x, nested `and` and `or` are flat and without repetition, their parts in one order, so that equal
// conditions become one atom.
Program canonical_atoms(const Program& program);

// Conditions and choices decided by constants alone.
Program fold(const Program& program);

// Instructions that no fact, rule, column, guard or probe reaches.
Program drop_unread(const Program& program);

// Fills `definition` of facts, histories and rules.
Program name_definitions(Program program);

}  // namespace sop
