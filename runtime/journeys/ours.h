// What we did, as event streams: `sends`, `tasks`, `entries`, and the coupons given. They grow while a run goes on.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Fills the streams of ours that the program reads, where something was done since the last time.
void tell_deeds(World& world);

// A row of any stream: did an earlier run do it, and was it known then?
bool is_of_an_earlier_run(const World& world, InputId stream, std::uint32_t row);

}  // namespace sop
