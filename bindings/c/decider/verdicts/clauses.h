// The conditions of a program's answers as clauses over facets: an answer holds when each of its clauses has a literal
// that holds. What would become too long stays one facet: the truth of the cell that the steps write.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bindings/c/decider/row_plan.h"
#include "bindings/c/decider/verdicts/facets.h"

namespace sop::embed {

using Clause = std::vector<Literal>;
using Clauses = std::vector<Clause>;  // none: true

// What planning knows of instructions.
struct PlannedInsts {
  const Program& program;
  const RowPlan& plan;
  std::span<const std::uint32_t> cell_of;          // by instruction
  std::span<const RowPace> paces;                  // by cell
  std::span<const std::uint32_t> place_of_column;  // of the population, into RowPlan::columns
};

struct AnswerClauses {
  Facets facets;
  std::vector<Clauses> answers;
  std::vector<std::uint32_t> cells;  // that somebody reads: subjects, and bounds of the day
};

// An answer whose root is none always holds.
AnswerClauses clauses_of(const PlannedInsts& planned, std::span<const InstId> roots);

}  // namespace sop::embed
