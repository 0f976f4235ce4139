// One style for sop text, and its translation between English and Chinese keywords. Every run proves that the text it
// gives back has the tree of the text it was given; a file with syntax errors is refused. Reads and writes no files.
#pragma once

#include <expected>
#include <string>

#include "compiler/format/declared_names.h"
#include "compiler/syntax/tree.h"

namespace sop {

// `keep`: every keyword in the language its author used.
enum class FormatLanguage : std::uint8_t { keep, en, zh };

struct FormatProblem {
  enum class Kind : std::uint8_t { syntax, internal } kind = Kind::syntax;
  Diagnostics findings;  // syntax: what is wrong with the text
  std::string message;   // internal: where the trees part; a fault of ours
};

// The formatted text of a tree without errors. No proof: see format_source. `elsewhere`: what the other files of the
// program declare; such names are not translated, whatever word of the language they are called like.
std::string format(const SourceBuffer& source, const Tree& tree, FormatLanguage language,
                   const DeclaredNames& elsewhere = {});

std::expected<std::string, FormatProblem> format_source(const SourceBuffer& source, FormatLanguage language,
                                                        const DeclaredNames& elsewhere = {});

// Of several files: for each the names it may not translate.
DeclaredNames names_declared_in(const Sources& sources);

}  // namespace sop
