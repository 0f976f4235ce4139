// The distributions behind population functions: computed over all customers who exist at an instant, each before
// those that read it. Any evaluator can do the evaluating.
#pragma once

#include <memory>

#include "runtime/eval/evaluator.h"

namespace sop {

// Which population functions the roots reach, through facts and aggregates too.
std::vector<bool> reached_populations(const Program& program, std::span<const InstId> roots);

// Edges of one instant, found out as they are asked for, each once.
class EdgeBook {
 public:
  EdgeBook(const Program& program, const Dataset& dataset, Micros as_of, EvaluateFn evaluate,
           const RunContext& context);

  // What is known already, from another run.
  void take(PopulationId id, PopulationEdges edges);
  // Those that the roots reach are there afterwards. They read the dataset as it is now.
  std::shared_ptr<const Edges> for_roots(std::span<const InstId> roots);

  std::shared_ptr<const Edges> all();

 private:
  void take_known(const KnownOfAll& all);
  std::shared_ptr<const Edges> find_out(const std::vector<bool>& needed);
  void add(const std::vector<std::size_t>& level);

  const Program& program_;
  const Dataset& dataset_;
  const EvaluateFn evaluate_;
  const RunContext& context_;
  std::shared_ptr<Edges> edges_;
  std::vector<bool> known_;
  Frame everyone_;
  std::vector<std::uint32_t> by_id_;
};

// The frame's rows in order of their customers' ids: what sums of numbers add up in, and what splits ties.
std::vector<std::uint32_t> rows_by_id(const Dataset& dataset, const Frame& frame);

}  // namespace sop
