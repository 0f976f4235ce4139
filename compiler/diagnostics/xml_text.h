// Text inside XML, in elements and in attributes.
#pragma once

#include <string>
#include <string_view>

namespace sop {

// Escapes what is markup; a control character becomes a blank. What is no UTF-8 is the caller's to make `visible`.
std::string xml_text(std::string_view text);

}  // namespace sop
