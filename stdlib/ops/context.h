// What an op may know besides its arguments: the zone and the start of the week. Ops are small structs with one static
// `apply`, one per overload of builtins.def and of the same name; the only place where a builtin's meaning is written.
//   cannot fail:  static R apply(const OpContext&, A...)
//   may fail:     static bool apply(const OpContext&, A..., R& out)    false: the value is missing, an issue is counted
// Arguments by physical type: bool, std::int64_t, double, std::string_view; a text result is a std::string.
#pragma once

#include <cstdint>

#include "compiler/ir/schema.h"
#include "stdlib/time/zone.h"

namespace sop {

struct OpContext {
  const ZoneRules* zone = nullptr;
  Weekday week_start = Weekday::monday;
};

}  // namespace sop
