#include "runtime/io/local_clock.h"

#include <algorithm>

namespace sop {

void LocalClock::remember_stretch(Micros instant) {
  constexpr Micros margin = 2 * micros_per_day;
  const auto next = std::ranges::upper_bound(zone_.since, instant);
  offset_ = zone_.offset_at(instant);
  calm_from_ = next - zone_.since.begin() <= 1 ? INT64_MIN : *(next - 1) + margin;
  calm_to_ = next == zone_.since.end() ? INT64_MAX : *next - margin;
}

}  // namespace sop
