// A word of the program or a customer's id inside Markdown: as code, also where it holds backticks or stands in a
// table.
#pragma once

#include <string>
#include <string_view>

namespace sop {

std::string code_span(std::string_view text);

}  // namespace sop
