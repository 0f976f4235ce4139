// What one try to deliver over HTTP means (semantics E3). Only two things are certain: the receiver said yes, or it
// cannot have heard. Everything in between is unknown, because a second try could message somebody twice.
#pragma once

#include <string>

#include "stdlib/time/zone.h"

namespace sop {

enum class Heard : std::uint8_t {
  nothing,  // not a byte of the request left: no route, refused, no TLS
  maybe,    // the request left, and no whole answer came
  answered,
};

struct Attempt {
  Heard heard = Heard::nothing;
  int status = 0;          // answered: the HTTP status
  Micros retry_after = 0;  // answered: `Retry-After`, or 0
  std::string fault;       // what went wrong, for people
};

enum class VerdictKind : std::uint8_t { sent, failed, again, unknown };

struct DeliveryVerdict {
  VerdictKind kind = VerdictKind::unknown;
  std::string detail;
  Micros wait = 0;  // again: how long
};

struct RetryPlan {
  Micros first = 2 * micros_per_second;  // doubles with every try
  Micros most = 600 * micros_per_second;
  std::int64_t tries = 8;  // after so many it is a dead letter
};

// `tries`: how often it has been tried, this one included. `knows_again`: the receiver knows an effect id it has had
// (`on_unknown retry`), so that what is unknown is tried again. `chance`: 0 <= chance < 1, spreads the waits.
DeliveryVerdict verdict_of(const Attempt& attempt, std::int64_t tries, bool knows_again, const RetryPlan& plan,
                           double chance);

}  // namespace sop
