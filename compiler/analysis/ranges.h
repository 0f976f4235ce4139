// Between which two values a value lies for every customer: a count is never negative, an hour is 0 to 23, a column has
// the range its author declares. Wider than the truth where nothing is known.
#pragma once

#include <optional>

#include "compiler/ir/program.h"

namespace sop {

// For types whose values are whole: in the unit they are stored in. Money in 1/10,000.
struct WholeRange {
  std::int64_t low = INT64_MIN, high = INT64_MAX;
};
struct RealRange {
  std::optional<double> low, high;
};

WholeRange whole_range(const Program& program, InstId value);
RealRange real_range(const Program& program, InstId value);

// May this instant or date lie after now? An event of the past never does.
bool may_lie_ahead(const Program& program, InstId value);

}  // namespace sop
