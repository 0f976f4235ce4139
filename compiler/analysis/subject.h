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
  Node module = {};                // only its body, as one `use` reads it or alone; none: all but the bodies
  std::string scope = {};          // before the names of the facts of that body
  std::vector<InstId> given = {};  // what that `use` passes for values
  Span use = {};                   // where that use stands
  bool only_never = false;         // only what nobody can meet, or everybody has to
};

// What is looked at: the declarations of the program, or of the body of a module.
std::vector<Node> declarations_of(const Subject& subject);

// The text at a place on one line, shortened where it is long.
std::string quoted(const Subject& subject, Span place);

// From the first token of a declaration to its name: `tag lapsed`.
Span header_of(Node declaration);
// Of the declaration that begins with this token; the token itself where none does.
Span header_at(const Subject& subject, Span first_token);

// The last name of a path, as of the template that is sent; empty where it could not be read.
std::string object_of(const Subject& subject, Node path);

bool inside(Span inner, Span outer);

}  // namespace sop
