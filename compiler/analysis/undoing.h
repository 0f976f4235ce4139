// Rules that undo each other (finding S3020): one tags and another untags at the same instant, also round about, where
// what one of them reads follows from the tag. And messages whose own `only if` excludes whom the rule means (S3018).
#pragma once

#include "compiler/analysis/reasoning.h"

namespace sop {

void check_undoing(Reasoning& reasoning);
void check_only_if(Reasoning& reasoning);

}  // namespace sop
