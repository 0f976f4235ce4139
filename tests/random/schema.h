// A random schema: a population with columns of every type, one or two streams, a table reached by key, a side table.
#pragma once

#include "compiler/ir/program.h"
#include "dice.h"

namespace sop::random_tests {

Program random_schema(Dice& dice);

// Any type that a column of this program can have, never nullable.
Type random_type(Dice& dice, const Program& program);

}  // namespace sop::random_tests
