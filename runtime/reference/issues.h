// Counting issues: every probe, for every row of its domain where its guard holds and its instruction failed.
#pragma once

#include "runtime/reference/evaluator.h"
#include "runtime/reference/reach.h"

namespace sop::reference {

class IssueCounter {
 public:
  IssueCounter(const Program& program, Evaluator& evaluator, std::span<const InstId> roots);
  // One frame row, with the rows its event aggregates visit; or one row of an input (evaluate_rows).
  void count_row(const Place& place);
  // The probes that only customer aggregates reach; those are evaluated once for all rows of one instant.
  void count_population(Micros as_of);

  std::map<std::uint32_t, IssueCount> issues;

 private:
  void count_at(std::uint32_t probe, const Place& place);
  void count(std::uint32_t probe, const Place& place, std::optional<std::uint32_t> customer);
  void count_inside(std::uint32_t probe, const std::vector<Place>& rows, std::optional<std::uint32_t> customer);

  const Program& program_;
  Evaluator& evaluator_;
  ReachedProbes probes_;
};

}  // namespace sop::reference
