// Counts the failures that probes watch. Each thread counts for itself; sums and minima do not depend on who counted.
#pragma once

#include "runtime/eval/machine.h"

namespace sop {

using IssueCounts = std::vector<IssueCount>;  // by index into Program::probes

// Rows of the block where the probe's instruction failed, its guard holds and its `where` holds.
void count_failures(const Machine& machine, const Block& block, const ProbeSite& site, IssueCounts& counts);

// Into `out`: the failed rows of the block under the probe's guard and where. False: there are none.
bool failed_rows(const Machine& machine, std::size_t rows, const ProbeSite& site, Word* out);

void add_issue(IssueCount& count, std::uint64_t evaluations, std::uint32_t customer);
void merge_issues(const IssueCounts& from, IssueCounts& into);

}  // namespace sop
