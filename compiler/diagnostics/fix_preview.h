// What a fix makes of the lines it touches: each changed line with its new text, `+` under what is inserted and `~`
// under what replaces something.
#pragma once

#include <vector>

#include "compiler/diagnostics/paint.h"
#include "compiler/source/source.h"

namespace sop {

std::vector<Row> fix_preview(const std::vector<Edit>& edits, const Sources& sources, std::size_t gutter);

}  // namespace sop
