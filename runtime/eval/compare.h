// A column against constants: comparisons of whole numbers as ranges, equality and sets of texts as places among the
// column's own, on the narrow copy of the column where there is one.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

// Evaluates a call that compares a value with a constant; false where it is anything else.
bool evaluate_comparison(const Run& run, Machine& machine, const Block& block, const Inst& inst, const Step& step);

// The rows whose value is one of the set's; false where that is no task for these loops. Missing values are the
// caller's.
bool find_whole_members(const Run& run, std::span<const std::int64_t> members, const Vector& value,
                        SoughtPlaces& places, std::size_t rows, Word* out);
bool find_code_members(const Run& run, std::span<const TextCode> members, const Vector& value, SoughtPlaces& places,
                       std::size_t rows, Word* out);

}  // namespace sop
