// A Program as readable text, one line per declaration and instruction. Stable: equal programs print equal bytes, and
// read.h takes the text back without loss. Used by `sopc ir`, golden tests and bug reports.
#pragma once

#include <string>

#include "compiler/ir/program.h"

namespace sop {

struct PrintOptions {
  bool spans = true;  // ` @file:begin-end` after what has a place
};

std::string print(const Program& program, PrintOptions options = {});

// The line of one instruction, without its line break: `%12 bool frame = less_integer(%10, %11)`.
std::string print(const Program& program, InstId inst, PrintOptions options = {});

}  // namespace sop
