// What starts itself again at one instant, with no wait in between (S3025).
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void check_circles(Reasoning& reasoning);

}  // namespace sop
