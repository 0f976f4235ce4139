// Some customers of a dataset as a dataset of their own, with what a run before left of them. A run over the part does
// for them what a run over all would do, where every customer is decided apart (apart.h).
#pragma once

#include <vector>

#include "runtime/run/run.h"

namespace sop {

// `customers` ascending. Tables that belong to nobody are moved into the part: `put_back` returns them.
Dataset part_of(const Program& program, Dataset& whole, const std::vector<std::uint32_t>& customers);
void put_back(const Program& program, Dataset& whole, Dataset& part);

// Is it a table of rows that belong to no customer: read by key, the same for all?
bool is_shared(const Program& program, const Dataset& dataset, std::size_t input);

RunMemory part_of(const Program& program, const RunMemory& whole, const std::vector<std::uint32_t>& customers);

// The memory of all after a run over these customers: theirs is new, everybody else's stands. `whole`: of before the
// run, of as many customers as there are.
RunMemory joined_memory(const Program& program, RunMemory whole, const RunMemory& part,
                        const std::vector<std::uint32_t>& customers);

// The result as of a run over all: rows name customers of the whole.
void name_customers(RunResult& result, const std::vector<std::uint32_t>& customers);

}  // namespace sop
