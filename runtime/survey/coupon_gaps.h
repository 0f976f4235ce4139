// How long coupons are good for, against how long customers take from one event to the next: a coupon that most cannot
// use in time brings nobody back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/table/dataset.h"
#include "stdlib/time/zone.h"

namespace sop {

// From so many gaps on they are compared.
constexpr std::uint64_t fewest_gaps = 20;

// Of one coupon and one stream that the journey which grants it waits for: its goal.
struct CouponGaps {
  std::string coupon, stream;
  std::int64_t valid = 0;  // a packed duration
  std::uint64_t gaps = 0, longer = 0;
  std::int64_t median_days = 0;  // of whole local days; of an even count the lower
};

// Those of which more than half of the gaps are longer than the coupon is good for.
std::vector<CouponGaps> short_coupons(const Program& program, const Dataset& dataset, const ZoneRules& zone);

}  // namespace sop
