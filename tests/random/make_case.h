// The random case of a seed and turn: the same on every machine, so that a failure is named by two numbers.
#pragma once

#include "case.h"

namespace sop::random_tests {

Case make_case(std::uint64_t seed, std::size_t turn, std::size_t most_customers);

}  // namespace sop::random_tests
