// Only inside of strings can anything but ASCII stand in JSON, and a dump has escaped what is below a blank there:
// every hidden character that is left becomes its \u escape, in two halves where it is beyond 16 bits.
#include <fmt/format.h>
#include <utf8proc.h>

#include "compiler/diagnostics/machine_text.h"
#include "compiler/diagnostics/width.h"

namespace sop {

std::string neutral_json(std::string_view dumped) {
  std::string out;
  out.reserve(dumped.size());
  for (std::size_t at = 0; at < dumped.size();) {
    const auto lead = static_cast<unsigned char>(dumped[at]);
    if (lead < 0x7F) {
      out += dumped[at++];
      continue;
    }
    utf8proc_int32_t value = -1;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(dumped.data() + at),
                                       static_cast<utf8proc_ssize_t>(dumped.size() - at), &value);
    const auto bytes = static_cast<std::size_t>(size > 0 ? size : 1);
    if (size <= 0 || !is_hidden(value)) {
      out += dumped.substr(at, bytes);
    } else if (value <= 0xFFFF) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(value));
    } else {
      const auto rest = static_cast<std::uint32_t>(value) - 0x10000U;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U), 0xDC00U + (rest & 0x3FFU));
    }
    at += bytes;
  }
  return out;
}

}  // namespace sop
