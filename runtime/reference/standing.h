// Population functions by their definitions (semantics C2): a plain list of everybody who counts, gone through for
// every row.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/reference/value.h"
#include "runtime/table/edges.h"

namespace sop::reference {

struct Somebody {
  Maybe value;
  std::string id;
};

// What a population function is asked of: those who count, in order of their ids, and what follows from all of them.
struct Distribution {
  std::vector<Somebody> counted;
  Maybe quantile;
  Maybe total;                   // share_of_total; none: nothing to divide by
  std::optional<Somebody> last;  // top: the last one who is in
  bool failed = false;
};

// Fills in what follows from `counted`.
void conclude(const Population& form, TypeKind kind, Distribution& all);
Distribution from_edges(const Population& form, TypeKind kind, const PopulationEdges& edges);

// For somebody who counts.
Outcome standing(const Population& form, TypeKind kind, const Distribution& all, const Somebody& her);

}  // namespace sop::reference
