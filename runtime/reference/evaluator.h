// The recursive evaluator: (instruction, place) to outcome. Holds references, and what it has already
// found out about the population.
#pragma once

#include <deque>
#include <map>

#include "runtime/eval/evaluator.h"
#include "runtime/reference/call.h"
#include "runtime/reference/place.h"
#include "runtime/reference/standing.h"

namespace sop::reference {

class Evaluator {
 public:
  Evaluator(const Program& program, const Dataset& dataset, const Frame& frame, const RunContext& context);
  // Rows of `input` come from `table` instead of the dataset.
  void read_rows_from(InputId input, const TableData& table);

  Place frame_place(std::size_t row) const;
  Place inner_place(InputId input, std::size_t row, const Place* decided) const;
  // The customers that exist at an instant, each as decided then: what customer aggregates range over.
  const std::deque<Place>& population_at(Micros as_of);

  Outcome evaluate(InstId id, const Place& place);
  bool holds(InstId condition, const Place& place);  // none: true
  // The rows an event aggregate visits for a frame place, before its `where`.
  std::vector<Place> visible_rows(const Aggregate& aggregate, const Place& frame_place);
  std::vector<Place> population_rows(const Aggregate& aggregate, Micros as_of);

 private:
  Outcome compute(InstId id, const Place& place);
  Outcome compute_call(InstId id, const Place& place);
  Outcome compute_choose(std::span<const InstId> args, const Place& place);
  Outcome compute_in_set(const Inst& inst, InstId arg, const Place& place);
  Outcome compute_column(const Inst& inst, const Place& place);
  Outcome compute_lookup(const Inst& inst, std::span<const InstId> args, const Place& place);
  Outcome compute_context(ContextValue value, const Place& place) const;
  Outcome compute_has_tag(const Inst& inst, std::span<const InstId> args, const Place& place);
  Outcome compute_calendar(const Inst& inst, std::span<const InstId> args, const Place& place);
  Outcome compute_pick_row(const Aggregate& aggregate, const Place& place);
  Outcome compute_history(const Inst& inst, const Place& place) const;
  Outcome compute_kept(const Inst& inst, const Place& place) const;
  Outcome compute_population(const Inst& inst, std::span<const InstId> args, const Place& place);
  const Distribution& distribution(std::size_t index);
  Distribution distribution_now(const Population& form);
  std::vector<Place> linked_rows(const Aggregate& aggregate, std::vector<Place> rows, const Place& place);
  std::vector<Place> latest_rows(const Aggregate& aggregate, std::vector<Place> rows);
  std::vector<Place> selected_rows(const Aggregate& aggregate, const Place& place);
  Outcome compute_event_aggregate(const Aggregate& aggregate, const Place& place);
  Outcome compute_customer_aggregate(std::size_t index, const Place& place);
  // `rows` are those that `where` leaves.
  Outcome reduce(const Aggregate& aggregate, const std::vector<Place>& rows);

  const TableData& table(InputId input) const;
  Maybe cell(InputId input, int column, std::size_t row) const;
  Value constant_value(const Constant& constant) const;
  Maybe key_row_value(const Inst& inst, std::optional<std::size_t> row) const;
  std::optional<std::size_t> row_of_key(const TableData& table, const Value& key) const;

  const Program& program_;
  const Dataset& dataset_;
  const Frame& frame_;
  const Setting setting_;
  InputId replaced_;
  const TableData* replacement_ = nullptr;
  std::map<Micros, std::deque<Place>> populations_;                        // by instant
  std::map<std::size_t, Distribution> distributions_;                      // by PopulationId
  std::map<std::pair<std::size_t, Micros>, Outcome> customer_aggregates_;  // one value per instant
};

}  // namespace sop::reference
