// When senders start together: the days on which clocks do, one event, one condition that becomes true. An occasion is
// a stretch of days with what each sender may send in it, counted from the midnight of its day 0.
#pragma once

#include <optional>
#include <vector>

#include "compiler/analysis/plans.h"

namespace sop {

// One start of a sender on this occasion.
struct Begun {
  Micros midnight = 0;
  const SendPlan* plan = nullptr;
  Micros at = 0;         // when it starts
  bool special = false;  // on a day of the month or of a calendar
};

struct SenderThen {
  const Sender* sender = nullptr;
  std::vector<Begun> begun;  // by time; several plans of one start stand side by side
};

struct Occasion {
  StartKind kind = StartKind::clock;
  InputId stream;              // event
  std::optional<int> weekday;  // clock: of day 0, where all days follow from that
  bool special = false;  // day 0 is one of the month or of a calendar: what has no part in that is told without it
  int on_weekday = 0, month_day = 0;  // clock: what day 0 is; neither: of a calendar
  std::vector<SenderThen> senders;
  bool all = true;  // nobody was left out because there are too many
};

// `days`: of the longest window that is asked about.
std::vector<Occasion> occasions_of(const std::vector<Sender>& senders, std::int64_t days);

}  // namespace sop
