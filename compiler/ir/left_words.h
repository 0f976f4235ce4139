// Columns by which a staff table says that somebody has left: nobody serves from that day or instant on.
#pragma once

#include <algorithm>
#include <string_view>

#include "compiler/ir/schema.h"

namespace sop {

inline constexpr std::string_view left_words[] = {"left_on", "left_at", "离职日", "离职日期", "离职时间"};

inline int left_column(const Input& staff) {
  for (std::size_t i = 0; i < staff.columns.size(); ++i)
    if (std::ranges::find(left_words, staff.columns[i].name) != std::end(left_words)) return static_cast<int>(i);
  return -1;
}

}  // namespace sop
