// Do two texts say the same? Compares their trees by kinds, keywords (in their English reading), names and literals;
// the constructs with another word order in Chinese are read in one order.
#pragma once

#include <string>

#include "compiler/format/declared_names.h"

namespace sop {

// The tree as text, equal for two sources of the same meaning, whatever their language and layout.
std::string meaning_of(const SourceBuffer& source, const Tree& tree, const DeclaredNames& elsewhere = {});

}  // namespace sop
