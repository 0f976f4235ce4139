// What an expression is for everybody: a constant, arithmetic of constants, the name of such. Computed with the same
// ops as at a run. What depends on a customer or an event is not known here; the clock stands at one instant.
#pragma once

#include <optional>

#include "compiler/ir/program.h"
#include "stdlib/ops/context.h"

namespace sop {

struct KnownValue {
  Constant value;
  bool of_clock = false;  // another one at another instant
};

// Without a zone in `context` nothing that has to do with instants is computed.
std::optional<KnownValue> known_value(const Program& program, InstId value, const OpContext& context);

// Is `lower` below `higher`? Two values that are compared with one third: perhaps a whole number and a number, or a
// date and an instant.
bool rises(Constant lower, Constant higher, const OpContext& context);

}  // namespace sop
