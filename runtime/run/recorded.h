// Streams that no file holds: what a run recorded, as rows any expression can read.
#pragma once

#include <span>

#include "compiler/ir/program.h"
#include "runtime/run/memory.h"
#include "runtime/table/column_writer.h"
#include "stdlib/time/zone.h"

namespace sop {

// The changes of one history, in order of customers and instants, as the rows of its stream.
void fill_changes(const Program& program, Dataset& dataset, const History& history, std::span<const ChangeRow> rows,
                  const ZoneRules& zone);

}  // namespace sop
