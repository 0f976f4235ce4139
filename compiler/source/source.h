// One file of a program: its text as given, and where its lines begin. Positions elsewhere are byte offsets; people get
// lines and columns from 1, columns counted in code points.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/span.h"

namespace sop {

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// Why a file that `use "…"` names is not part of the program.
enum class UseFault : std::uint8_t { absent, outside, no_file, unreadable, file_size, program_size, depth, count };

struct AbsentUse {
  std::string path;  // as written
  UseFault fault = UseFault::absent;
};

class SourceBuffer {
 public:
  SourceBuffer(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const { return std::string_view(text_).substr(span.begin, span.end - span.begin); }
  Position position(std::uint32_t offset) const;
  std::uint32_t line_of(std::uint32_t offset) const;  // from 1
  std::string_view line(std::uint32_t number) const;  // without its line end
  std::uint32_t line_begin(std::uint32_t number) const;
  std::size_t line_count() const { return line_starts_.size(); }
  const std::vector<std::uint32_t>& line_starts() const { return line_starts_; }

  bool standard = false;               // a module of the standard library: `use std.NAME`
  std::vector<AbsentUse> absent_uses;  // of this file, see compiler/driver/uses.h

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

using Sources = std::vector<SourceBuffer>;

}  // namespace sop
