// For some customers at the instant of a run: until when each instruction keeps its value if no row changes. An answer
// may be too early - then somebody is asked for nothing - and is never too late.
//
// What moves by itself has a pace: `days_since` rises by one each midnight, `hours_since` all the time. A comparison of
// two such values turns at an instant that can be reckoned; a condition that is false because of one part stays so as
// long as that part does.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "runtime/daily/day_table.h"
#include "runtime/daily/time_shape.h"

namespace sop {

// How a value moves: by so much each midnight, with the clock (an hour each hour, an instant with time), or one way
// only, by who knows how much: what is counted in a window falls as events leave it.
enum class StayPace : std::int8_t {
  still = 0,
  up = 1,
  down = -1,
  clock_up = 10,
  clock_down = -10,
  rises = 20,
  falls = -20
};

struct Stay {
  std::vector<Micros> until;     // the first instant at which the value may be another
  std::vector<StayPace> pace;    // empty: still
  std::vector<Micros> straight;  // with a pace: until when it moves like that
  std::vector<Micros> known;     // until when it is known, or missing, as now; empty: as `until`
};

// What is the same for all frames of one run.
struct StayWorld {
  const Program& program;
  const Dataset& dataset;  // after the run: with what it recorded
  const RunOptions& options;
  const RunContext& context;
  const TimeShape& shape;
  const DayTable& days;
  std::vector<Micros> tags;                    // by customer: when her stored tags change next
  std::vector<std::vector<Micros>> histories;  // by history and customer; those decided so far
  std::map<InstId, BitWords> rows_that_count;  // conditions of aggregates that are found in the rows alone
  std::map<InstId, ColumnData> row_values;     // what is summed up, likewise

  Micros soon() const { return options.as_of + 1; }
};

// How a bound of a window moves.
struct WindowEdge {
  enum class Kind : std::uint8_t { none, still, days, clock, other };
  Kind kind = Kind::none;
  InstId inst;
  const DayValues* days = nullptr;
  Micros ahead = 0;  // clock: of the run's instant
};

// An aggregate over her events, ready to be looked at row by row.
struct StayWindow {
  const Aggregate* form = nullptr;
  const TableData* events = nullptr;
  WindowEdge from, to;
  Micros seen_later = 0;
  bool knows_which = false;            // which rows count
  const BitWords* counts = nullptr;    // null: all of them, or not known
  const ColumnData* values = nullptr;  // what is summed up; null: not known

  bool is_counted(std::size_t event) const { return counts == nullptr || bit_at(*counts, event); }
};

// Her events at the instant of the run.
struct EventRange {
  bool is_missing = false;                  // a bound is: it selects none
  std::size_t low = 0, high = 0, next = 0;  // in the window; `next`: the first that is not in it yet
  std::size_t end = 0;
  Micros to = never;  // where the window ends
};

class Stays {
 public:
  Stays(const StayWorld& world, const Frame& frame)
      : world_(world), frame_(frame), stays_(world.program.insts.size()), values_(world.program.insts.size()) {}

  // Finds out about all of these, and what they read; may be asked again for more.
  void find(std::span<const InstId> roots);

  Micros until(InstId inst, std::size_t row) const {
    const Stay* stay = stay_of(inst);
    return stay == nullptr ? never : stay->until[row];
  }
  // Of a root, or an operand of something that varies.
  const ColumnData& value(InstId inst) const { return *values_[meant(inst).index()]; }

 private:
  InstId meant(InstId inst) const { return world_.shape.meant(inst); }
  const Stay* stay_of(InstId inst) const { return inst.exists() ? stays_[meant(inst).index()].get() : nullptr; }
  Micros known_until(InstId inst, std::size_t row) const;
  Micros straight(InstId inst, std::size_t row) const;
  StayPace pace(InstId inst, std::size_t row) const;
  std::size_t rows() const { return frame_.rows(); }
  Micros at_least_soon(Micros at) const { return std::max(at, world_.soon()); }

  void evaluate(std::span<const InstId> insts, std::span<const InstId> roots);
  void find_one(InstId id, Stay& out) const;
  void all_args(InstId id, Stay& out) const;
  void context_value(const Inst& inst, Stay& out) const;
  void junction(InstId id, bool decisive, Stay& out) const;
  void choice(InstId id, Stay& out) const;
  void fallback(InstId id, Stay& out) const;
  void missing(InstId id, Stay& out) const;
  void of_customers(const std::vector<Micros>& by_customer, Stay& out) const;
  void pick(InstId id, Stay& out) const;

  // stay_compare.cpp
  void call(InstId id, Stay& out) const;
  bool missing_args(InstId id, std::size_t row, Micros& until) const;
  bool moves(InstId id, Stay& out) const;
  void compare(InstId id, Stay& out) const;
  Micros turns(InstId id, InstId a, InstId b, std::size_t row) const;
  Micros turns_one_way(InstId id, InstId a, InstId b, std::size_t row, int direction) const;
  Micros turns_by_days(Op op, const ColumnData& a, const ColumnData& b, std::size_t row, int step) const;
  Micros turns_by_clock(const ColumnData& a, const ColumnData& b, std::size_t row, bool apart) const;
  Micros turns_in_table(InstId id, const DayValues& days, const ColumnData& other, std::size_t row,
                        bool days_first) const;
  void among_constants(InstId id, Stay& out) const;
  void age(InstId id, Stay& out) const;

  // stay_windows.cpp
  void aggregate(InstId id, Stay& out) const;
  WindowEdge edge_of(InstId inst) const;
  StayWindow window_of(InstId id) const;
  EventRange range_of(const StayWindow& window, std::size_t row) const;
  Micros leaves_at(const StayWindow& window, Micros at) const;
  Micros enters_at(const StayWindow& window, const EventRange& range) const;
  bool may_only_fall(const StayWindow& window, const EventRange& range) const;
  // A sum or number of events in a window that was `value`: the first instant at which it is below `limit`, or
  // (`or_at`) not above it, as its events leave.
  Micros falls_below(const StayWindow& window, std::size_t row, std::int64_t value, std::int64_t limit,
                     bool or_at) const;

  const StayWorld& world_;
  const Frame& frame_;
  std::vector<std::unique_ptr<Stay>> stays_;         // by instruction
  std::vector<std::unique_ptr<ColumnData>> values_;  // likewise
};

}  // namespace sop
