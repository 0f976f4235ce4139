// What a declaration says, clause by clause, as each version writes it: for showing what stands otherwise.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/versions.h"

namespace sop {

struct ClausePair {
  std::string was, now;  // empty: one version has no such clause
};

// The clauses of these kinds, on one line.
std::string written_clauses(const DiffedProgram& version, Node declaration, std::initializer_list<NodeKind> kinds);

// Of two declarations the clauses that are not the same, those of one kind in pairs; without name, label and guards.
std::vector<ClausePair> differing_clauses(const DiffedProgram& old_text, Node old, const DiffedProgram& now_text,
                                          Node now);

// What a text says on one line; where two are long, from the place where they part.
std::string whole_line(const DiffedProgram& version, Span place);
ClausePair shortened(const std::string& was, const std::string& now);

}  // namespace sop
