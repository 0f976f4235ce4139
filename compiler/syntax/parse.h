// Text to tree. Always gives a tree; what could not be read is an `error` node and a finding.
#pragma once

#include "compiler/syntax/tree.h"

namespace sop {

Tree parse(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics);

}  // namespace sop
