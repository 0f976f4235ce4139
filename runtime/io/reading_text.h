// Everything that decides what the values of a file become when it is read, as one text: two readings of the same bytes
// under equal texts give equal columns. What is decided later, ranges, keys and a stream's `where`, is not in it.
#pragma once

#include <string>

#include "runtime/io/table_builder.h"

namespace sop {

// To be raised by whoever changes what the readers make of a file (tests/io/column_cache_test.cpp holds an example).
constexpr int reading_version = 1;

std::string reading_text(const InputPlan& plan, const DataFile& file);

}  // namespace sop
