// How source text looks on a terminal: which characters form one visible glyph, how many columns it takes, and what
// stands in for characters that would do something instead of showing something (controls, ANSI escapes, marks that
// turn the writing direction, invisible ones). Carets are placed by these columns. Knows nothing of findings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sop {

inline constexpr std::uint32_t tab_columns = 4;

// One visible unit: a letter with its combining marks, an emoji sequence, a tab, or the stand-in of one hidden
// character.
struct Glyph {
  std::string text;         // what is printed; safe on any terminal
  std::uint32_t begin = 0;  // bytes within the line
  std::uint32_t end = 0;
  std::uint32_t column = 0;  // display columns from 0
  std::uint32_t width = 0;   // 0 for a combining mark without a letter
};

struct DisplayLine {
  std::vector<Glyph> glyphs;
  std::uint32_t width = 0;

  // Where the glyph that holds this byte begins; the end of the line for bytes behind it.
  std::uint32_t column_of(std::uint32_t byte) const;
  // Where the glyph that holds the byte before this one ends.
  std::uint32_t column_after(std::uint32_t byte) const;
};

// `line` is one line without its line end.
DisplayLine lay_out(std::string_view line);

std::uint32_t display_width(std::string_view text);

// Would it do something instead of showing something? The code point as UTF-8 decodes it; -1 is no UTF-8.
bool is_hidden(std::int32_t code_point);

// The text with every character that is not plainly visible shown by its number, ‹U+202E›; a byte that is no UTF-8 as
// ‹0xFF›. Line ends and tabs are among them: for words of the user inside a message.
std::string visible(std::string_view text);

}  // namespace sop
