// What a run changes about tags: those held now against those stored before (semantics C6, C7).
#pragma once

#include "runtime/run/run.h"
#include "runtime/run/tag_book.h"

namespace sop {

// Brings the derived tags of result.facts into the book, fills result.tags with the difference, and keeps what is held
// or locked for the next run.
void tag_changes(const Program& program, const Dataset& dataset, const RunOptions& options, const ZoneRules& zone,
                 const std::vector<ColumnData>& ends, TagBook& book, RunResult& result);

}  // namespace sop
