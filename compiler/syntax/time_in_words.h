// A time of day in other words, `10点`, `10点30分`, `9 am`: as sop writes it. Asked only where a time belongs.
#pragma once

#include <string>
#include <utility>

#include "compiler/syntax/token.h"

namespace sop {

// From the number on: the time, and the tokens it takes; 0 when it is none.
std::pair<std::string, std::size_t> time_in_words(const SourceBuffer& source, const Tokens& tokens, std::size_t i);

}  // namespace sop
