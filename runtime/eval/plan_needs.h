// Which instructions the roots reach, per domain: through facts, aggregates and the guards of probes.
#pragma once

#include <map>
#include <set>

#include "runtime/eval/plan.h"

namespace sop {

// The instructions of a stream's domain that one aggregate needs.
struct LocalNeeds {
  std::set<InstId> insts;  // evaluated on the stream's rows
  std::set<InstId> outer;  // of the frame, read through `outer`
  std::set<std::uint32_t> probes;
};

struct Needs {
  std::set<InstId> frame;  // facts are replaced by their roots
  std::map<AggregateId, LocalNeeds> events;
  std::set<std::uint32_t> probes;  // those of the frame
  std::set<InstId> of_guards;      // of `frame`: what only guards of probes read
};

// The instruction that a chain of facts stands for.
InstId without_facts(const Program& program, InstId inst);

// In the domain of `input`: is this instruction evaluated on its rows? All others have one value per frame row. Without
// a frame (evaluate_rows) whatever computes is local.
bool is_local(const Program& program, InstId inst, InputId input, bool has_frame = true);

// Is its value a result of a pass over the rows of a table (a stream, or a lookup table that a row is picked from)?
bool is_passed(InstKind kind);

// The instruction whose frame value a non-local one reads.
InstId read_by_outer(const Program& program, InstId inst);

// The frame instructions an instruction needs before it can be evaluated.
std::vector<InstId> frame_operands(const Program& program, InstId inst, const Needs& needs);

Needs frame_needs(const Program& program, std::span<const InstId> roots, std::span<const AggregateId> inside);
// What roots in an input's domain need where there is no frame.
LocalNeeds row_needs(const Program& program, InputId input, std::span<const InstId> roots);

}  // namespace sop
