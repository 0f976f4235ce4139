// Journeys into which nobody gets (S3029): a goal or an exit already holds for everybody who would enter, so that no
// instance is made (semantics D1). Most often `since entry` was forgotten.
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void check_closed_journeys(Reasoning& reasoning);

}  // namespace sop
