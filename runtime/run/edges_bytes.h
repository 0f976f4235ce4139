// The distribution of a population function as bytes, and what tells one function from another across edits.
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/program.h"
#include "runtime/table/edges.h"

namespace sop {

std::string bytes_of(const PopulationEdges& edges);
PopulationEdges edges_from_bytes(std::string_view bytes);

// By its meaning: a function that asks something else is another one.
std::string population_name(const Population& form);

}  // namespace sop
