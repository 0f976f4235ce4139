// Conditions that are never true, or always (findings S3011, S3012), told where the smallest such expression is
// written, and audiences of everybody (S3017). What has been told is unknown to whatever stands upon it: one cause, one
// finding.
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void find_contradictions(Reasoning& reasoning);

}  // namespace sop
