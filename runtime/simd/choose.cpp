#include "runtime/simd/kernels.h"

#include "runtime/simd/kernel_tables.h"

namespace sop {

const SimdKernels& simd_kernels(SimdLevel level) {
  switch (level) {
    case SimdLevel::scalar: break;
#if defined(__x86_64__)
    case SimdLevel::avx2: return avx2_kernels();
    case SimdLevel::avx512: return avx512_kernels();
#else
    case SimdLevel::avx2:
    case SimdLevel::avx512: break;
#endif
  }
  return scalar_kernels();
}

}  // namespace sop
