// The tables of the levels, each defined in the file of its name.
#pragma once

#include "runtime/simd/kernels.h"

namespace sop {

const SimdKernels& scalar_kernels();
#if defined(__x86_64__)
const SimdKernels& avx2_kernels();
const SimdKernels& avx512_kernels();
#endif

}  // namespace sop
