// Division by what may be zero (finding S3019): where nothing to its left, around it or behind it (`default`) has
// settled it. Metrics print a dash and are exempt.
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void check_divisions(Reasoning& reasoning);

}  // namespace sop
