// The values a shrunk case computes, for reading it: every reached instruction, by the reference.
#pragma once

#include <string>

#include "case.h"

namespace sop::random_tests {

std::string describe_values(const Case& test, std::size_t most_rows);

}  // namespace sop::random_tests
