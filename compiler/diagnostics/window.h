// One source line as it is printed: a very long line shows only what is around its mark, `…` at the cuts. Gives the
// printed columns of the line's bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/diagnostics/width.h"

namespace sop {

inline constexpr std::uint32_t window_columns = 120;

class Window {
 public:
  // `line` without its line end; `begin` and `end` are the bytes of it that should be seen.
  Window(std::string_view line, std::uint32_t begin, std::uint32_t end);

  std::string text() const;
  // Printed columns; what is outside the window is at its edge.
  std::uint32_t column_of(std::uint32_t byte) const;     // of the glyph that holds the byte
  std::uint32_t column_after(std::uint32_t byte) const;  // behind the glyph before the byte

 private:
  bool cut_before() const { return skipped_ > 0 || from_ > 0; }
  bool cut_after() const { return dropped_ || to_ < line_.width; }
  std::uint32_t printed(std::uint32_t column) const;
  std::uint32_t within(std::uint32_t byte) const { return byte > skipped_ ? byte - skipped_ : 0; }

  DisplayLine line_;           // the bytes that were looked at
  std::uint32_t skipped_ = 0;  // bytes before them
  bool dropped_ = false;       // are there bytes behind them?
  std::uint32_t from_ = 0;     // columns of line_ that are shown
  std::uint32_t to_ = 0;
};

}  // namespace sop
