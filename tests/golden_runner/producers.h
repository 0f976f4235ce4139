// What the expected sections of golden cases are made by. A new kind of section is one row of this table.
#pragma once

#include "tests/golden_runner/run_case.h"

namespace sop::golden {

const Producers& producers();

}  // namespace sop::golden
