// The instructions that conditions are made of, each once, whatever joins them. Who asks says how far down: into facts,
// into aggregates, or not below what it has found.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// `visit(id, open)`: puts what else is to be looked at behind `open`; false: what `id` is made of is not.
template <class Visit>
void for_each_part(const Program& program, std::vector<InstId> open, Visit visit) {
  std::set<InstId> seen;
  while (!open.empty()) {
    const InstId id = open.back();
    open.pop_back();
    if (!id.exists() || !seen.insert(id).second || !visit(id, open)) continue;
    for (const InstId part : program.args_of(id)) open.push_back(part);
  }
}

}  // namespace sop
