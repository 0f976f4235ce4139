// What stays of a customer who was erased: a mark that tells her again and tells nothing about her. It is a keyed hash
// of her id (SipHash-2-4, twice, under two keys), and the key is of one state file: marks of two files cannot be
// compared, and no table of hashes made beforehand fits.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sop {

// Published: Aumasson and Bernstein, SipHash: a fast short-input PRF, 2012.
std::uint64_t siphash(std::uint64_t key0, std::uint64_t key1, std::string_view bytes);

struct MarkKey {
  std::array<std::uint64_t, 4> words{};
};

MarkKey new_mark_key();  // from the machine's source of randomness
std::string text_of(const MarkKey& key);
MarkKey mark_key_from(std::string_view text);

std::string mark_of(const MarkKey& key, std::string_view customer_id);

}  // namespace sop
