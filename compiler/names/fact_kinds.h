// Which declarations are facts: what a customer is said to be or to have.
#pragma once

#include "grammar/nodes.h"

namespace sop {

constexpr bool is_fact(NodeKind kind) {
  switch (kind) {
    case NodeKind::attribute:
    case NodeKind::segment:
    case NodeKind::tag:
    case NodeKind::taggroup:
    case NodeKind::score:
    case NodeKind::tier:
    case NodeKind::bands:
    case NodeKind::grid:
    case NodeKind::set: return true;
    default: return false;
  }
}

}  // namespace sop
