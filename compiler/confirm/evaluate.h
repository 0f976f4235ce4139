// What a value of the program is for a tried customer. A small evaluator beside the engine's: one customer, no tables,
// in UTC. What it does not know (chains of events, what a journey keeps) makes it unsure, never wrong.
#pragma once

#include <unordered_map>
#include <vector>

#include "compiler/confirm/tried.h"
#include "stdlib/ops/context.h"
#include "stdlib/time/zone.h"

namespace sop::trial {

// What was found out once. Mostly a few values, which are looked through; of many there is an index.
class Remembered {
 public:
  const Held* find(InstId id) const;
  void keep(InstId id, const Held& held);

 private:
  std::vector<InstId> ids_;
  std::vector<Held> values_;
  std::unordered_map<InstId, std::size_t> index_;
};

class Evaluation {
 public:
  Evaluation(const Program& program, const Tried& tried, Domain rows);

  Held of(InstId id);
  bool holds(InstId condition);
  bool unsure() const { return unsure_; }
  void sure_again() { unsure_ = false; }
  // For another row: what is said of the customer is known already.
  void next_row() {
    unsure_ = false;
    steps_ = 0;
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
  std::vector<Place> selected(const Aggregate& form);

  const Program& program_;
  const Tried& tried_;
  const ZoneRules& zone_;
  OpContext context_;
  Place here_;
  bool in_row_ = false;
  bool unsure_ = false;
  int depth_ = 0;
  std::int64_t steps_ = 0;
  Remembered memo_;
};

// The value of an aggregate over these rows' values, in time order.
struct RowValue {
  std::int64_t at = 0;
  Held value;
};
Held reduced(AggregateOp op, TypeKind kind, TypeKind result, bool has_value, const std::vector<RowValue>& rows,
             int week_start);

}  // namespace sop::trial
