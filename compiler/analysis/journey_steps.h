// Journeys, step by step, with what is known at each: whether anybody gets there (S3024), which conditions hold since
// the last wait, the hour of the day, and for how long at least a granted coupon has been waited with (S3023).
#pragma once

#include "compiler/analysis/reasoning.h"
#include "compiler/analysis/sends.h"

namespace sop {

void check_journey_steps(Reasoning& reasoning, Sends& sends);

}  // namespace sop
