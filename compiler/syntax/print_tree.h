// A tree as indented text, one node a line: golden tests and `sopc check --emit tree`.
#pragma once

#include <string>

#include "compiler/syntax/tree.h"

namespace sop {

std::string print_tree(const SourceBuffer& source, const Tree& tree);

}  // namespace sop
