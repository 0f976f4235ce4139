// May a compressed file unpack to this size? Up to 200 times its own, and up to 1 GiB whatever its own is: a small file
// that fills the memory is refused before anything is allocated for it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "compiler/source/limits.h"

namespace sop {

constexpr bool unpacks_to_too_much(std::uint64_t unpacked_bytes, std::uint64_t packed_bytes) {
  const std::uint64_t most = std::max<std::uint64_t>(limits::unpacked_bytes, packed_bytes * limits::unpacked_ratio);
  return unpacked_bytes > most;
}

}  // namespace sop
