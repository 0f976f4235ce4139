// A text with slots as a person reads it.
#pragma once

#include "compiler/ir/program.h"
#include "runtime/io/value_print.h"

namespace sop {

// `columns[at]` has the value of its first slot; `at` goes on to that of the next text (`action_values`).
std::string rendered_text(const Program& program, const MessageText& text, const std::vector<ColumnData>& columns,
                          std::size_t row, const PrintContext& print, std::size_t& at);

}  // namespace sop
