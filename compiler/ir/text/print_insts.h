// The code part of a printed program: aggregates, instructions, probes.
#pragma once

#include "compiler/ir/text/writer.h"

namespace sop::ir_text {

void print_aggregates(Writer& out);
void print_insts(Writer& out);
void print_inst(Writer& out, InstId id);  // without the line break
void print_populations(Writer& out);
void print_probes(Writer& out);

}  // namespace sop::ir_text
