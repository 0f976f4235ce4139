// What we did, as event streams: `sends`, `tasks`, `entries`, and the coupons given. They grow while a run goes on.
#pragma once

#include "runtime/journeys/world.h"

namespace sop {

// Fills the streams of ours that the program reads, where something was done since the last time.
void tell_deeds(World& world);

}  // namespace sop
