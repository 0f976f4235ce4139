// Where a path to the changes of a fact ends: `level.changes`, `worth.big.changes` for a tag of a group.
#pragma once

#include <cstddef>

#include "grammar/keywords.h"

namespace sop {

// How many names of the path `… .changes` takes; 0 when it is no such path.
template <class Names>
std::size_t names_to_changes(const Names& names) {
  for (std::size_t i = 1; i < 3; ++i)
    if (names.size() > i && names[i].role == Kw::changes) return i + 1;
  return 0;
}

}  // namespace sop
