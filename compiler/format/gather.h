// Tree to pieces: every token spelt in the wanted language and in that language's word order, comments attached, places
// where a line may be broken marked. Decides nothing about lines.
#pragma once

#include "compiler/format/declared_names.h"
#include "compiler/format/format.h"
#include "compiler/format/pieces.h"

namespace sop {

Pieces gather(const SourceBuffer& source, const Tree& tree, FormatLanguage language, const DeclaredNames& declared);

}  // namespace sop
