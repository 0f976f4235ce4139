// libFuzzer's entry, compiled once per target: SOP_FUZZ_TARGET names the function.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sop::fuzz::SOP_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
