// Places among all customers under a change of hers: who is first of all changes with what she has, so a change is
// tried with the places found out anew, all others staying as they are.
#pragma once

#include "runtime/explain/changes_tried.h"

namespace sop {

class PlacesTried {
 public:
  // `asked`: what is tried, in the program of a laboratory; `at`: how she stands now, with the places that decided it.
  PlacesTried(const DecidedRun& run, const Evaluating& with, const Snapshot& at, const Program& asked_in,
              std::span<const InstId> asked);

  // Does what is asked read places?
  bool any() const { return !mine_.empty(); }
  // Are they those of the last run (semantics C2)?
  bool are_old() const;
  // As a run over the data of today finds them.
  std::shared_ptr<const Edges> of_today();
  bool moves(std::size_t population) const;
  // As they would be under the change. `her_id`: the key of her row.
  std::shared_ptr<const Edges> with(const Change& change, Lab& lab, const KnownValue& her_id);

 private:
  struct Values {
    ColumnData x, among;
    bool has_among = false;
  };
  Values values_of(std::size_t population, const std::shared_ptr<const Edges>& edges);
  Values under(std::size_t population, const Change& change, Lab& lab, const KnownValue& her_id,
               const std::shared_ptr<const Edges>& edges);

  const DecidedRun& run_;
  const Evaluating& with_;
  const Snapshot& at_;
  std::vector<std::size_t> mine_;  // indices into Program::populations, what is read before what reads it
  Frame everyone_;
  std::vector<std::uint32_t> by_id_;
  std::size_t her_row_ = SIZE_MAX;
  std::map<std::size_t, Values> first_;  // of those that read no other place
};

}  // namespace sop
