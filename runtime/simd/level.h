// Which instructions of the processor the kernels of this folder may use. Every level gives the same bits.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace sop {

enum class SimdLevel : std::uint8_t { scalar, avx2, avx512 };

std::string_view simd_word(SimdLevel level);
// The most that this processor knows.
SimdLevel best_simd();
// What the environment variable SOP_SIMD asks for ("scalar", "avx2", "avx512"), or the best where it is not set. A
// sentence where it asks for what is not a level, or what this processor does not know.
std::expected<SimdLevel, std::string> asked_simd();
// The same, the best of this processor in place of the sentence.
SimdLevel simd_level();

}  // namespace sop
