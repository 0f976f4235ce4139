// The reference page of the builtins, made from their rows: docs/builtins.md is this text (a test compares), and
// `sopc builtins` prints it.
#pragma once

#include <string>

namespace sop {

std::string builtins_page();

}  // namespace sop
