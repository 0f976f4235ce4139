// Which instructions of the processor the kernels of this folder may use. Every level gives the same bits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sop {

enum class SimdLevel : std::uint8_t { scalar, avx2, avx512 };

std::string_view simd_word(SimdLevel level);
// The most that this processor knows.
SimdLevel best_simd();
// The level that is used: the best, unless the process is held to another one.
SimdLevel simd_level();
// Holds the whole process to this level ("scalar", "avx2", "avx512"; null: as it is), before it evaluates anything.
// What a program's environment variable SOP_SIMD says is handed over here; the engine reads no environment. A sentence
// where it is not a level, or one that this processor does not know.
std::optional<std::string> hold_simd(const char* level);

}  // namespace sop
