// Arrow arrays as raw text fields, in the spelling the strict text conversions read: whole numbers and decimals without
// exponent or trailing zeros, texts as they are.
#pragma once

#include <arrow/api.h>

#include <string>
#include <vector>

#include "runtime/io/raw_field.h"

namespace sop {

struct TextFields {
  std::vector<RawField> fields;
  std::string bytes;  // what some of them point to
};

// For texts, whole and real numbers, decimals, booleans, and dictionaries of these.
TextFields text_fields(const arrow::Array& array);

std::string shortest_decimal(double value);

}  // namespace sop
