// How many rows a block has. Where hardly any values but bits are computed, larger blocks save what each step costs per
// block, and still fit in the second cache.
#pragma once

#include "runtime/eval/evaluator.h"
#include "runtime/eval/plan.h"

namespace sop {

// At most `rows`, those of the whole run.
std::size_t block_size(const Program& program, const Plan& plan, const RunContext& context, std::size_t rows);

}  // namespace sop
