// What a run looks up among all rows there are: the first events, since one without a memory begins there, and how
// recent the stored tags are that it is given. Over some of the customers it is what is known of all.
#pragma once

#include "runtime/eval/evaluator.h"

namespace sop {

// Of one customer, over all streams that come from outside; INT64_MAX: none.
Micros first_event_of(const Program& program, const Dataset& dataset, std::size_t customer);

// Of the customers in this dataset, as it was prepared. `as_of`: of the run; INT64_MAX: it has none.
RowsOfAll rows_here(const Program& program, const Dataset& dataset, Micros as_of);

// Of all customers.
struct TagsGiven {
  bool any = false;
  Micros newest = INT64_MIN;
};
TagsGiven tags_given(const Dataset& dataset, Micros as_of, const RunContext& context);
Micros first_event(const Program& program, const Dataset& dataset, const RunContext& context);
Micros first_time(const Dataset& dataset, const RunContext& context);

}  // namespace sop
