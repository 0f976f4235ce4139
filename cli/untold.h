// What a program without declarations leaves open that a marketer would want to have decided (language 2.0): whose
// clock its times are read by, and people who refused messages and are not asked.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"
#include "runtime/io/infer.h"

namespace sop::cli {

// One sentence each.
std::vector<std::string> untold_lines(const Program& program, const std::vector<InferredInput>& inputs,
                                      Language language);

}  // namespace sop::cli
