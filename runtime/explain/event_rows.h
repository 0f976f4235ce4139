// Which of her events an aggregate counted: those in its window, those that its `where` left, the latest of each value,
// those that continue a chain.
#pragma once

#include "runtime/explain/lab.h"

namespace sop {

struct EventRow {
  std::uint32_t row = 0;  // of the stream's table
  Micros at = 0;
  std::optional<KnownValue> value;  // of the aggregate's expression
};

struct ShownEvents {
  std::size_t in_window = 0;
  std::vector<EventRow> kept;  // in canonical order
  bool no_window = false;      // a bound of the window is missing: it selects no rows
};

ShownEvents rows_of(const Aggregate& form, const Evaluating& with, const Snapshot& at, Lab& lab);

}  // namespace sop
