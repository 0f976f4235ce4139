#include "compiler/format/line_width.h"

#include <utf8proc.h>

namespace sop {

std::uint32_t line_width(std::string_view text) {
  std::uint32_t width = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (utf8proc_ssize_t at = 0, size = static_cast<utf8proc_ssize_t>(text.size()); at < size;) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t step = utf8proc_iterate(bytes + at, size - at, &c);
    if (step <= 0) return width + static_cast<std::uint32_t>(size - at);
    width += static_cast<std::uint32_t>(utf8proc_charwidth(c));
    at += step;
  }
  return width;
}

}  // namespace sop
