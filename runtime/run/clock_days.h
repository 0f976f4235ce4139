// The instants of a clock in a span of time: `every monday at 10:00`, `on 3 days before double_11 at 10:00`.
#pragma once

#include "runtime/run/run.h"

namespace sop {

struct TimeSpan {
  Micros after = 0;  // excluded
  Micros to = 0;     // included
};

class ClockDays {
 public:
  ClockDays(const Program& program, const Dataset& dataset, const Clock& clock, TimeSpan span,
            const RunOptions& options, const RunContext& context);

  // In time order. The same for all customers, unless the calendar is on a date of their own.
  const std::vector<Micros>& instants_of(std::uint32_t customer) const;

  // A year was asked for that no table of the calendar holds (semantics B5).
  bool lacks_table() const { return lacks_table_; }

 private:
  void ring(const std::vector<Days>& days, const Clock& clock, TimeSpan span, const ZoneRules& zone,
            std::vector<Micros>& out) const;
  void calendar_days(const Program& program, const Dataset& dataset, const Clock& clock, TimeSpan span,
                     const RunOptions& options, const RunContext& context);

  std::vector<Micros> shared_;
  std::vector<std::vector<Micros>> own_;  // by customer, where the calendar is on dates of their own
  bool lacks_table_ = false;
};

}  // namespace sop
