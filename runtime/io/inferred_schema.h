// Section 2.0 of the language: a program that declares no inputs takes their columns and types from the data it is
// given.
#pragma once

#include <string>
#include <vector>

#include "runtime/io/infer.h"

namespace sop {

// The schema of inferred files: every column nullable but the key.
std::vector<Input> schema_of(const std::vector<InferredInput>& inputs);

// "customers: customer_id id (key), days_since_order int, tag tags": what was taken from a file.
std::string inference_line(const InferredInput& input);

}  // namespace sop
