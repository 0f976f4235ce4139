// A hash of texts that is the same on every machine and for ever: buckets, holdouts and splits stand on it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace sop {

// FNV-1a over the parts with a separator between them, then the finaliser of MurmurHash3: every bit of the input moves
// every bit of the output.
constexpr std::uint64_t stable_hash(std::initializer_list<std::string_view> parts) {
  std::uint64_t h = 0xCBF29CE484222325;
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) h = (h ^ 0x1F) * 0x100000001B3;
    first = false;
    for (const char byte : part) h = (h ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
  }
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCD;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53;
  return h ^ (h >> 33);
}

}  // namespace sop
