// What the other end of standard output is, and in which language to speak to it.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"

namespace sop::cli {

bool colour_wanted(int descriptor);  // a terminal, and NO_COLOR is not set
bool is_terminal(int descriptor);

// `--lang`, else the locale's: zh where LC_ALL, LC_MESSAGES or LANG begin with zh.
Language language_of(const std::string& option);

void say(std::string_view line);       // standard output
void complain(std::string_view line);  // standard error

}  // namespace sop::cli
