// Local times to instants, fast for many rows: inside a stretch of constant offset it subtracts; near a change of the
// zone it asks the rules. Holds a cursor: one per thread.
#pragma once

#include "stdlib/time/zone.h"

namespace sop {

class LocalClock {
 public:
  explicit LocalClock(const ZoneRules& zone) : zone_(zone) {}

  Micros instant_of(Days date, Micros time_of_day) { return instant_of(date * micros_per_day + time_of_day); }

  // `local`: microseconds since 1970 as a clock there shows them.
  Micros instant_of(Micros local) {
    if (local >= calm_from_ && local < calm_to_) return local - offset_;
    const Days date = local / micros_per_day - (local % micros_per_day < 0);
    const Micros instant = zone_.instant_of(date, local - date * micros_per_day);
    remember_stretch(instant);
    return instant;
  }

  Days local_date(Micros instant) {
    if (instant < calm_from_ || instant >= calm_to_) remember_stretch(instant);
    // Near a change of the zone the stretch does not hold this instant.
    if (instant < calm_from_ || instant >= calm_to_) return zone_.local_date(instant);
    const Micros local = instant + offset_;
    return local / micros_per_day - (local % micros_per_day < 0);
  }

  const ZoneRules& zone() const { return zone_; }

 private:
  // A day of distance from both ends is more than any change of offset moves a clock.
  void remember_stretch(Micros instant);

  const ZoneRules& zone_;
  Micros calm_from_ = 0, calm_to_ = 0, offset_ = 0;
};

}  // namespace sop
