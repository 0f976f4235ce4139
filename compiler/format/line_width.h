// How many columns a text takes in a terminal or an editor: Chinese characters take two.
#pragma once

#include <cstdint>
#include <string_view>

namespace sop {

std::uint32_t line_width(std::string_view text);

}  // namespace sop
