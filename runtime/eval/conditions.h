// Conditions and choices: word-wise algebra over bitmaps, blends of values, membership in constant sets.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

// `bits & known`: a missing boolean as a condition is false.
void evaluate_all_of(const Run& run, Machine& machine, const Step& step, std::size_t rows);
void evaluate_any_of(const Run& run, Machine& machine, const Step& step, std::size_t rows);
void evaluate_negation(Machine& machine, const Step& step, std::size_t rows);
void evaluate_is_missing(Machine& machine, const Step& step, std::size_t rows);
void evaluate_is_true(Machine& machine, const Step& step, std::size_t rows);

void evaluate_choose(Machine& machine, const Step& step, std::size_t rows);
void evaluate_fallback(Machine& machine, const Step& step, std::size_t rows);
// `set`: InstKind::in_set; `type`: of what is looked for.
void evaluate_in_set(const Run& run, std::int32_t set, Type type, Machine& machine, const Step& step, std::size_t rows);

}  // namespace sop
