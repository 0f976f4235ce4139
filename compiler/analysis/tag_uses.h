// Tags that something reads and nothing sets (S4001), tags that are set and nothing reads (S4002), told at their
// declaration. By name, over all files; a group of which one tag is kept at a time is one thing.
#pragma once

#include "compiler/analysis/subject.h"

namespace sop {

void check_tag_uses(const Subject& subject);

}  // namespace sop
