// `has_tag`: does she hold the stored tag at the row's instant? Held from `since` up to, not including, `until`. Asked
// of a person: only what this person gave.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

PreparedTag prepare_tag(const Program& program, const Dataset& dataset, const Inst& inst, bool one_instant,
                        Micros as_of);
void evaluate_has_tag(const Run& run, Machine& machine, const Block& block, const PreparedTag& tag, const Step& step);

}  // namespace sop
