// How tightly the forms of the language bind (language.md 2.1), for parentheses; and the order in which parts were
// written.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

constexpr int strength_or = 1;
constexpr int strength_and = 2;
constexpr int strength_not = 3;
constexpr int strength_compare = 4;
constexpr int strength_default = 5;
constexpr int strength_add = 6;
constexpr int strength_multiply = 7;
constexpr int strength_atom = 9;

// By their places in one file; parts that a pass sorted come back to where they stood.
std::vector<InstId> in_written_order(const Program& program, std::span<const InstId> parts);

}  // namespace sop
