// What an action's text needs to be rendered: the values of its slots stand behind the action's parameters. How they
// are printed is the concern of whoever writes the action down.
#pragma once

#include "compiler/ir/program.h"
#include "runtime/table/column.h"

namespace sop {

// Parameters first, then the slots of its texts, in the order of `for_each_text`.
std::vector<InstId> action_values(const Program& program, const Action& action);

// A slot without a value: a text with a hole in it is never sent.
bool has_empty_slot(const Program& program, const Action& action, const std::vector<ColumnData>& values,
                    std::size_t row);

}  // namespace sop
