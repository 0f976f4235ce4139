// What is analysed: the trees, the checked program, and where its expressions stand. And how the findings quote it.
#pragma once

#include <string>

#include "compiler/check/places.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"
#include "compiler/names/symbols.h"

namespace sop {

struct Subject {
  const ParsedProgram& parsed;
  const Program& program;
  const Places& places;
  Diagnostics& diagnostics;
};

// The text at a place on one line, shortened where it is long.
std::string quoted(const Subject& subject, Span place);

// From the first token of a declaration to its name: `tag lapsed`.
Span header_of(Node declaration);

// The last name of a path, as of the template that is sent; empty where it could not be read.
std::string object_of(const Subject& subject, Node path);

bool inside(Span inner, Span outer);

}  // namespace sop
