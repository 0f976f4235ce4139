// What the calendar says to everybody on the coming days: values of instructions that depend on the local date and on
// nothing of a customer - the bounds of windows, `this month`, `today in double_11` - found out once for all.
#pragma once

#include <memory>
#include <vector>

#include "runtime/run/run.h"

namespace sop {

constexpr Micros never = INT64_MAX;

struct DayValues {
  ColumnData values;    // at the run, then at each coming midnight
  bool rising = false;  // always known, whole, and never smaller than the day before
};

class DayTable {
 public:
  // `insts` are everybody's. Without customers there is nothing to ask about.
  DayTable(const Program& program, const Dataset& dataset, std::vector<InstId> insts, const RunOptions& options,
           const RunContext& context);

  // The midnight that begins the n-th day after the run's, n from 1 on; never before the run's end.
  Micros midnight(std::int64_t n) const;
  // Behind the last day that was asked about.
  Micros end() const { return midnights_.back(); }
  std::size_t days() const { return midnights_.size(); }

  const DayValues* of(InstId inst) const {
    return inst.index() < values_.size() ? values_[inst.index()].get() : nullptr;
  }
  // The first of the coming midnights at which it has another value, or end().
  Micros changes_at(const DayValues& values) const;
  // Of a rising one: the first coming midnight at which it is larger than this, or end().
  Micros exceeds_at(const DayValues& values, std::int64_t whole) const;
  Micros reaches_at(const DayValues& values, std::int64_t whole) const { return exceeds_at(values, whole - 1); }

 private:
  const ZoneRules& zone_;
  Days today_ = 0;
  std::vector<Micros> midnights_;                   // the coming ones
  std::vector<std::unique_ptr<DayValues>> values_;  // by instruction
};

}  // namespace sop
