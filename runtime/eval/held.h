// `history`: what a fact with memory held at the row's instant.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

void evaluate_history(const Run& run, Machine& machine, const Block& block, const Inst& inst, Slot slot);

}  // namespace sop
