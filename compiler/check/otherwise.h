// Where somebody is taken because nothing before held (semantics A2): `otherwise` of a group, tier or branch, an `else`
// that acts or names an enumeration's value. Whoever the conditions before know nothing about is among them.
#pragma once

#include <vector>

#include "compiler/check/places.h"
#include "compiler/ir/program.h"
#include "compiler/names/symbols.h"

namespace sop {

struct OtherwiseSite {
  Span span;
  std::vector<std::pair<InstId, Span>> arms;  // the conditions before it, and where they stand
  InstId of;                                  // the value of a branch on one
};

std::vector<OtherwiseSite> otherwise_sites(const ParsedProgram& parsed, const Program& program, const Places& places);

}  // namespace sop
