// A small program with every kind of line and instruction, as printed text: what the tests of the IR start from.
#pragma once

#include <string>

#include "compiler/ir/program.h"

namespace sop::ir_tests {

std::string sample_text();
Program read_or_fail(const std::string& text);
Program sample_program();
// The sample with one part of its text replaced; fails the test when the part is not there or does not read.
Program sample_with(const std::string& part, const std::string& replacement);

}  // namespace sop::ir_tests
