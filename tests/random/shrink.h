// Makes a failing case small: fewer roots, rows, customers and events; instructions replaced by an argument or a plain
// value. Greedy: a step is kept when the two engines still differ.
#pragma once

#include <functional>
#include <string>

#include "case.h"

namespace sop::random_tests {

using StillFails = std::function<bool(const Case&)>;

Case shrink(Case failing, const StillFails& fails);

// The reached part of the program, and the data that the remaining rows read.
std::string describe(const Case& test);

}  // namespace sop::random_tests
