// What one `call` means for known arguments: the reference's own reading of the builtin table. It shares nothing with
// stdlib/ops; that the two agree is what tests/random shows.
#pragma once

#include <span>

#include "compiler/ir/schema.h"
#include "runtime/reference/value.h"
#include "stdlib/builtins.h"
#include "stdlib/time/zone.h"

namespace sop::reference {

// What calls depend on beside their arguments.
struct Setting {
  const ZoneRules& zone;
  Weekday week_start;
};

// The value; none when the call fails. `kinds` are the kinds of the arguments.
Maybe call(Op op, std::span<const Value> args, std::span<const TypeKind> kinds, const Setting& setting);

}  // namespace sop::reference
