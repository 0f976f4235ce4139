#include "compiler/diagnostics/window.h"

#include <algorithm>

namespace sop {
namespace {

constexpr std::uint32_t lead_columns = 40;    // kept before a mark far to the right
constexpr std::uint32_t looked_bytes = 4096;  // a line of a megabyte is not laid out as a whole
constexpr std::uint32_t lead_bytes = 1024;

std::uint32_t character_start(std::string_view text, std::size_t byte) {
  while (byte > 0 && byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0) == 0x80) --byte;
  return static_cast<std::uint32_t>(std::min(byte, text.size()));
}

}  // namespace

Window::Window(std::string_view line, std::uint32_t begin, std::uint32_t end) {
  if (line.size() > looked_bytes) {
    skipped_ = character_start(line, begin > lead_bytes ? begin - lead_bytes : 0);
    const std::uint32_t stop = character_start(line, skipped_ + looked_bytes);
    dropped_ = stop < line.size();
    line = line.substr(skipped_, stop - skipped_);
  }
  line_ = lay_out(line);
  to_ = line_.width;
  if (line_.width <= window_columns) return;

  const std::uint32_t first = line_.column_of(within(begin));
  const std::uint32_t last = std::max(line_.column_after(within(end)), first + 1);
  if (last > window_columns && first > lead_columns)
    from_ = std::min(first - lead_columns, line_.width - window_columns);
  for (const Glyph& glyph : line_.glyphs)  // glyphs are kept whole
    if (glyph.column < from_ && from_ < glyph.column + glyph.width) from_ = glyph.column;
  to_ = from_ + window_columns;
}

std::string Window::text() const {
  std::string out = cut_before() ? "…" : "";
  for (const Glyph& glyph : line_.glyphs)
    if (glyph.column >= from_ && glyph.column + glyph.width <= to_) out += glyph.text;
  if (cut_after()) out += "…";
  return out;
}

std::uint32_t Window::printed(std::uint32_t column) const {
  return std::clamp(column, from_, to_) - from_ + (cut_before() ? 1 : 0);
}

std::uint32_t Window::column_of(std::uint32_t byte) const { return printed(line_.column_of(within(byte))); }

std::uint32_t Window::column_after(std::uint32_t byte) const { return printed(line_.column_after(within(byte))); }

}  // namespace sop
