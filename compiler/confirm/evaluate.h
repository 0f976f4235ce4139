// What a value of the program is for a tried customer. A small evaluator beside the engine's: one customer, no tables,
// in UTC. What it does not know (chains of events, what a journey keeps) makes it unsure, never wrong.
#pragma once

#include <vector>

#include "compiler/confirm/remembered.h"
#include "compiler/confirm/tried.h"
#include "stdlib/ops/context.h"
#include "stdlib/time/zone.h"

namespace sop::trial {

// The value of an aggregate over these rows' values, in time order.
struct RowValue {
  std::int64_t at = 0;
  Held value;
};
Held reduced(AggregateOp op, TypeKind kind, TypeKind result, bool has_value, std::span<const RowValue> rows,
             int week_start);

class Evaluation {
 public:
  Evaluation(const Program& program, const Tried& tried, Domain rows);

  Held of(InstId id);
  bool holds(InstId condition);
  bool unsure() const { return unsure_; }
  // Anything of her own: a column of hers.
  bool read_of_her() const { return read_of_her_; }
  void sure_again() { unsure_ = false; }
  // For another row: what is said of the customer is known already.
  void next_row() {
    unsure_ = false;
    steps_ = 0;
  }
  // As made anew: she has been changed.
  void start_over() {
    next_row();
    memo_.clear();
  }
  // What cannot be answered.
  bool never_sure() {
    unsure_ = true;
    return false;
  }

 private:
  struct Place {
    const TriedRow* row = nullptr;
    InputId input;
    std::size_t number = 0;    // among the events that count
    std::int64_t before = -1;  // when the event before it was
  };

  Held computed(InstId id);
  Held column(const Inst& inst);
  Held call(InstId id);
  Held in_set(const Inst& inst, InstId arg);
  Held calendar(const Inst& inst, std::span<const InstId> args);
  Held history(const Inst& inst);
  Held population(InstId id, std::span<const InstId> args);
  Held tag(InstId id);
  Held events(const Inst& inst);
  Held given(InstId id);
  Held doubtful();
  void select(const Aggregate& form);

  const Program& program_;
  const Tried& tried_;
  const ZoneRules& zone_;
  OpContext context_;
  Place here_;
  bool in_row_ = false;
  bool unsure_ = false, read_of_her_ = false;
  int depth_ = 0;
  std::int64_t steps_ = 0;
  Remembered<InstId, Held> memo_;
  std::vector<Place> places_;  // of aggregates, the outer before the inner
  std::vector<RowValue> values_;
};

}  // namespace sop::trial
