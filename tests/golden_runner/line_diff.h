// What differs between two texts, line by line: ` ` same, `-` only expected, `+` only found, with some lines around.
#pragma once

#include <string>
#include <string_view>

namespace sop::golden {

std::string line_diff(std::string_view expected, std::string_view found);

}  // namespace sop::golden
