// What the data say of each customer, as one number: another number, and she was touched. Values count, not codes or
// files, so that a run on another day or from another format finds the same.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"

namespace sop {

struct Digests {
  std::vector<std::uint64_t> names;  // by customer: of her id
  std::vector<std::uint64_t> rows;   // by customer: of all rows that are hers
  std::uint64_t shared = 0;          // of the tables that everybody's facts may read
};

// Of a dataset before a run: what a run records is no input.
Digests digests_of(const Program& program, const Dataset& dataset);

std::uint64_t digest_of_text(std::string_view text);
std::uint64_t digest_of_program(const Program& program);
std::uint64_t digest_of_zone(const ZoneRules& zone);

}  // namespace sop
