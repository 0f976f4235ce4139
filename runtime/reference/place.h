// Where an instruction is evaluated: one row of its domain. A frame place is a customer at an instant, perhaps with her
// event; an inner place is one row of an input, and knows the frame place it is read for.
#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/program.h"
#include "runtime/reference/value.h"
#include "stdlib/time/zone.h"

namespace sop::reference {

struct Place {
  Domain domain;
  const Place* decided = nullptr;                      // inner places: the row being decided, if there is one
  std::optional<std::uint32_t> customer;               // unknown only for rows of a table that has not been joined
  Micros as_of = 0;                                    // frame places
  std::optional<std::uint32_t> event;                  // frame places under an event rule: row of the trigger's stream
  std::size_t row = 0;                                 // inner places: row of the input's table
  std::optional<std::size_t> frame_row{};              // the row being decided; none for other customers
  mutable std::vector<std::optional<Outcome>> memo{};  // by instruction; shared sub-expressions are evaluated once (C1)
};

}  // namespace sop::reference
