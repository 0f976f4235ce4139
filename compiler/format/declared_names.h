// The names one file declares, or takes as they come: a noun of the language (`tag`, `old`) that is also such a name is
// not translated.
#pragma once

#include <set>
#include <string>

#include "compiler/syntax/tree.h"

namespace sop {

// What can be called stands twice: `top_up` and `top_up(`.
using DeclaredNames = std::set<std::string, std::less<>>;

DeclaredNames declared_names(const SourceBuffer& source, const Tree& tree);

}  // namespace sop
