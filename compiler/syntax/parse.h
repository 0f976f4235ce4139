// Text to tree. Always gives a tree; what could not be read is an `error` node and a finding.
#pragma once

#include <optional>

#include "compiler/syntax/tree.h"

namespace sop {

// One expression standing inside a text, with the places of its file; nothing when it cannot be read.
std::optional<Tree> parse_expression(const SourceBuffer& source, Span span);

Tree parse(const SourceBuffer& source, std::int32_t file, Diagnostics& diagnostics);

}  // namespace sop
