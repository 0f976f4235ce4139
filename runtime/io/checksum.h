// A checksum of bytes, fast enough to be asked of every byte that is read from a disk's cache: four lanes of eight
// bytes each. Every step can be undone, so that any change within one word changes the sum; no guard against somebody
// who wants to deceive.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sop {

constexpr std::uint64_t checksum_step(std::uint64_t sum, std::uint64_t word) {
  return std::rotl(sum ^ word, 29) * 0x9E3779B97F4A7C15u;  // an odd factor
}

inline std::uint64_t checksum_of(std::string_view bytes, std::uint64_t seed = 0) {
  constexpr std::size_t lanes = 4;
  std::uint64_t lane[lanes] = {seed + 1, seed + 2, seed + 3, seed + 4};
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= sizeof lane; at += sizeof lane, left -= sizeof lane) {
    std::uint64_t word[lanes];
    std::memcpy(word, at, sizeof word);
    for (std::size_t i = 0; i < lanes; ++i) lane[i] = checksum_step(lane[i], word[i]);
  }
  for (std::size_t i = 0; left > 0; ++i) {
    std::uint64_t word = 0;
    const std::size_t some = left < sizeof word ? left : sizeof word;
    std::memcpy(&word, at, some);
    lane[i] = checksum_step(lane[i], word);
    at += some;
    left -= some;
  }
  std::uint64_t sum = checksum_step(seed, bytes.size());
  for (const std::uint64_t one : lane) sum = checksum_step(sum, one);
  return sum ^ sum >> 32;
}

}  // namespace sop
