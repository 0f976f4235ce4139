// The most contacts that one customer can get in a window of time (semantics D12), and a calendar that reaches it. From
// every contact the soonest way through what may follow; of two states at one place the one that is earlier with as
// many contacts counts. A day is taken as 24 hours and a month as 28 days. Caps are not asked: the answer says what
// they would have to hold back.
#pragma once

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "runtime/contacts/pace.h"

namespace sop {

struct PacedContact {
  std::int32_t step = 0;
  Micros at = 0;  // since the first midnight of the window; where the window is elapsed: since its first contact
};

enum class Bound : std::uint8_t {
  reached,    // `calendar` reaches it
  at_most,    // the journey is too large to try every way: the longest way, whenever its contacts are
  unbounded,  // nothing but what happens to her bounds it; `most` is within one entry
};

struct WorstCase {
  std::int64_t most = 0;
  Bound bound = Bound::reached;
  std::vector<PacedContact> calendar;
};

// Days, weeks and months are calendar days, hours are elapsed (as a cap's window). `counted`: the contacts asked about.
WorstCase worst_case(const Pace& pace, Duration window, const std::function<bool(const PaceStep&)>& counted);

// The largest sum of members that can be there together. `apart`: pairs of which a customer is in one at most.
std::int64_t most_together(std::span<const std::int64_t> members,
                           std::span<const std::pair<std::size_t, std::size_t>> apart);

}  // namespace sop
