// Missing-awareness (semantics A2, finding S3001): a value that may be missing under an odd number of negations makes a
// condition true for those we know nothing about. Reads the lowered program; counts negations through facts.
#pragma once

#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/ir/program.h"

namespace sop {

// `otherwise`, or an `else` that names an enumeration value: whoever no arm matched, the unknown ones among them.
struct OtherwiseSite {
  Span span;
  std::vector<InstId> arms;  // the conditions before it
};

void check_awareness(const Program& program, const std::vector<OtherwiseSite>& sites, Diagnostics& diagnostics);

// May this value be missing, as the author sees it? A result beyond its range is an issue, not a missing value.
bool may_be_missing(const Program& program, InstId value);

// May it be missing where `holds` is true: not settled there by `is known` or by a comparison of it?
bool missing_where(const Program& program, InstId value, InstId holds);

}  // namespace sop
