// Conversions the compiler writes out that belong to no other family.
#pragma once

#include "stdlib/ops/context.h"

namespace sop::ops {

struct number_of_integer {
  static double apply(const OpContext&, std::int64_t a) { return static_cast<double>(a); }
};

}  // namespace sop::ops
