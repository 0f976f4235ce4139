// Made-up events beside those of the files, as if the files held them too.
#pragma once

#include <expected>

#include "runtime/io/prepare.h"
#include "runtime/simulate/assumptions.h"

namespace sop {

// `read`: the inputs as read. Or the sentence of a value that does not fit its column.
std::expected<InputTables, AssumptionFault> with_assumed(const Program& program, const Dataset& dataset,
                                                         InputTables read,
                                                         const std::vector<ResponseAssumption>& assumptions,
                                                         const std::vector<AssumedEvent>& events,
                                                         const ZoneRules& zone);

}  // namespace sop
