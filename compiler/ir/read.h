// Text written by print.h back into a Program. print(read(print(p))) == print(p); constants and constant sets are
// interned anew, so their ids may differ from the first program's, nothing else does.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "compiler/ir/program.h"

namespace sop {

// The program, or `line 12: what was expected`. Text that reads is not thereby a valid program: see verify.h.
std::expected<Program, std::string> read(std::string_view text);

}  // namespace sop
