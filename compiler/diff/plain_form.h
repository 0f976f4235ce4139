// A program in which what only reads differently is the same: facts seen through, `not` moved down to what it negates
// (De Morgan), the parts of `and` and `or` in one order. For comparing programs; nothing runs it.
#pragma once

#include "compiler/ir/program.h"

namespace sop {

Program plain_form(const Program& program);

}  // namespace sop
