// The vocabulary as a page: docs/keywords.md is this text (a test compares), and `sopc keywords` prints it.
#pragma once

#include <string>

namespace sop {

std::string keywords_page();

}  // namespace sop
