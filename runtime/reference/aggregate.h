// One aggregate over rows already chosen, in canonical order: the naive reading of semantics A4 and A7.
#pragma once

#include <vector>

#include "runtime/reference/call.h"

namespace sop::reference {

struct AggregateRowValue {
  Micros time_us = 0;
  Maybe value;  // of the aggregate's expression
};

// `kind`: of the expression; `has_value`: the aggregate has one (`count(stream)` and `first(stream)` have none).
Outcome aggregate(AggregateOp op, TypeKind kind, bool has_value, const std::vector<AggregateRowValue>& rows,
                  const Setting& setting);

}  // namespace sop::reference
