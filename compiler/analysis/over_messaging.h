// More messages than a cap lets through (S3026): the most that one rule or journey can send a customer by itself within
// the cap's window (semantics D12), with a calendar that reaches it. What other rules send comes on top and is not told
// here: `check --cost` shows the whole program.
#pragma once

#include "compiler/analysis/subject.h"

namespace sop {

void check_over_messaging(const Subject& subject);

}  // namespace sop
