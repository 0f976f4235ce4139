// `calendar`: days of a calendar around a date (semantics B5). A year that no table holds is a failure of the row.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

void evaluate_calendar(const Run& run, Machine& machine, const Inst& inst, const Step& step, std::size_t rows);

}  // namespace sop
