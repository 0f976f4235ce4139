// Pieces to lines: blocks, indents, empty lines, comments, and long lines broken at the outermost places first.
#pragma once

#include <string>

#include "compiler/format/pieces.h"

namespace sop {

constexpr std::uint32_t line_limit = 100;  // columns

std::string lay_out(const Pieces& pieces);

}  // namespace sop
