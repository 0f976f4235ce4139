// Random typed programs as IR: expression DAGs over a random schema that reach every overload and aggregate, with
// facts, windows, `where`, `outer` and probes. What it makes always passes verify().
#pragma once

#include <map>

#include "builder.h"
#include "dice.h"
#include "schema.h"

namespace sop::random_tests {

enum class Setting { batch, events, rows };

struct MakerOptions {
  Setting setting = Setting::batch;
  InputId rows_of;       // Setting::rows: the input; Setting::events: the trigger's stream
  std::size_t turn = 0;  // which overloads are due, so that a run of programs has them all
  int depth = 4;
};

class ProgramMaker {
 public:
  ProgramMaker(Dice& dice, const MakerOptions& options);
  // The program; its roots are in `roots`.
  Program make();
  std::vector<InstId> roots;

 private:
  InstId value(Type type, Domain domain, int depth);
  InstId condition(Domain domain, int depth);
  InstId call(Op op, Domain domain, int depth);
  InstId argument(const OverloadRow& row, std::size_t index, Type type, Domain domain, int depth);

  InstId leaf(Type type, Domain domain);
  InstId context_value(ContextValue value, Type type, Domain domain);
  InstId constant(Type type, Domain domain);
  InstId column_or_none(Type type, Domain domain);
  InstId lookup_or_none(Type type, Domain domain, int depth);
  InstId compound_or_none(Type type, Domain domain, int depth);
  InstId overload_or_none(Type type, Domain domain, int depth);
  InstId choose(Type type, Domain domain, int depth);
  InstId in_set(Domain domain, int depth);
  InstId has_tag(Domain domain);
  InstId calendar(CalendarAsk ask, Domain domain, int depth);
  InstId pick_row_or_none(int depth);
  std::vector<IssueProbe> probes_of(const std::vector<InstId>& fallible, std::size_t in_value, Domain rows);
  void watch_inside(AggregateId id, std::vector<IssueProbe> probes);
  InstId fact_or_none(Type type, Domain domain);
  InstId junction(InstKind kind, Domain domain, int depth);

  InstId aggregate(AggregateOp op, Type value_type, int depth);
  InstId population(PopulationOp op, Type value_type, int depth);
  InstId population_or_none(Type type, int depth);
  InstId earlier_events() const;
  InstId length();
  InstId aggregate_or_none(Type type, int depth);
  InstId window_bound(int depth);
  InputId aggregated_input(AggregateOp op);
  void make_fact();
  void watch(InstId inst, Domain domain);
  InstId reused_or_none(Type type, Domain domain);

  Dice& dice_;
  MakerOptions options_;
  Program program_;
  std::vector<InstId> fallible_rows_;  // calls made for the aggregate under construction
  bool inside_aggregate_ = false;
};

}  // namespace sop::random_tests
