// The kinds of tree nodes: what the grammar rules call the things they read.
#pragma once

#include <cstdint>

namespace sop {

enum class NodeKind : std::uint16_t {
#define SOP_NODE(id) id,
#include "grammar/nodes.def"
};

}  // namespace sop
