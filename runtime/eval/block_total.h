// What the values of one block come to: the inside of `totals`.
#pragma once

#include "runtime/eval/vector.h"
#include "runtime/simd/kernels.h"

namespace sop {

// Of conditions the rows that meet them, of whole numbers and money their sum modulo 2^64; missing values are left out.
std::uint64_t block_total(const Vector& values, Type type, std::size_t rows, const SimdKernels& simd);

}  // namespace sop
