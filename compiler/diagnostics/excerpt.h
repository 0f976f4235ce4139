// The lines of source that a finding points at, with line numbers, underlines, labels, and bars beside what spans
// several lines. Places of other files follow with their own heading. Long gaps and very long lines are cut with `…`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/paint.h"
#include "compiler/source/source.h"

namespace sop {

struct Mark {
  Span span;
  std::string label;
  Role role = Role::secondary;
  bool primary = false;
};

// How many columns the line numbers of these places take.
std::size_t gutter_width(std::span<const Mark> marks, const Sources& sources);

// `marks` begin with the primary one; all exist.
std::vector<Row> excerpt(std::span<const Mark> marks, const Sources& sources, std::size_t gutter);

// ` 3 | ` and `   | `.
Row numbered_row(std::size_t gutter, std::uint32_t line);
Row blank_row(std::size_t gutter);

}  // namespace sop
