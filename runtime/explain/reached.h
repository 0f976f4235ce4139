// What of a customer a condition or a fact is computed from: the instructions below it, through facts and the parts of
// aggregates over her events. Facts with memory and other customers are not gone into: what they hold is on record.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/program.h"

namespace sop {

// By instruction. `without`: a fact's instruction that is not gone into either.
std::vector<bool> reached_of_hers(const Program& program, std::span<const InstId> roots, InstId without = {});

// What decides which rows of hers an aggregate takes, and what it takes of them; of a chain in every link.
std::vector<InstId> read_by_rows(const Program& program, std::size_t aggregate);

}  // namespace sop
