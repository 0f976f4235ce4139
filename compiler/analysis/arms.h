// Ordered arms, bands, cells (findings S3013 to S3016): an arm that nobody reaches, customers whom no arm takes, arms
// that are declared exclusive and overlap. Partial overlap of ordered arms is their use, and no finding.
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

// Overlaps of `exclusive` groups. What is told of other conditions does not hide them: it comes first.
void check_exclusive(Reasoning& reasoning);

void check_arms(Reasoning& reasoning);

}  // namespace sop
