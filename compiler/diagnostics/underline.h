// The rows below one source line: underlines of all marks on it and their labels. The label of the last mark stands
// beside its underline, the others hang below on `|`. Columns are display columns of the printed line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/diagnostics/paint.h"

namespace sop {

struct Underline {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // one past; at least begin + 1
  char mark = '^';
  Role role = Role::plain;
  std::string label;
  bool primary = false;  // drawn over the others
};

std::vector<Row> underline_rows(std::vector<Underline> marks);

}  // namespace sop
