// Ordered arms, bands, cells (findings S3013 to S3016): an arm that nobody reaches, customers whom no arm takes, arms
// that are declared exclusive and overlap. Partial overlap of ordered arms is their use, and no finding.
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void check_arms(Reasoning& reasoning);

}  // namespace sop
