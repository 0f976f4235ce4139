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

 private:
  std::vector<Micros> shared_;
};

}  // namespace sop
