#include "runtime/store/keyed_mark.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <random>

namespace sop {
namespace {

struct SipState {
  std::uint64_t a, b, c, d;

  void round() {
    a += b, b = std::rotl(b, 13) ^ a, a = std::rotl(a, 32);
    c += d, d = std::rotl(d, 16) ^ c;
    a += d, d = std::rotl(d, 21) ^ a;
    c += b, b = std::rotl(b, 17) ^ c, c = std::rotl(c, 32);
  }
  void take(std::uint64_t word) {
    d ^= word;
    round(), round();
    a ^= word;
  }
};

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
    word |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t siphash(std::uint64_t key0, std::uint64_t key1, std::string_view bytes) {
  SipState state{0x736f6d6570736575 ^ key0, 0x646f72616e646f6d ^ key1, 0x6c7967656e657261 ^ key0,
                 0x7465646279746573 ^ key1};
  const std::size_t whole = bytes.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) state.take(word_at(bytes, at));
  state.take(word_at(bytes, whole) | std::uint64_t{bytes.size()} << 56);
  state.c ^= 0xFF;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

MarkKey new_mark_key() {
  std::random_device source;
  MarkKey key;
  for (std::uint64_t& word : key.words) word = std::uint64_t{source()} << 32 | source();
  return key;
}

std::string text_of(const MarkKey& key) {
  return fmt::format("{:016x}{:016x}{:016x}{:016x}", key.words[0], key.words[1], key.words[2], key.words[3]);
}

MarkKey mark_key_from(std::string_view text) {
  MarkKey key;
  for (std::size_t i = 0; i < 4 && text.size() >= 16 * (i + 1); ++i)
    std::from_chars(text.data() + 16 * i, text.data() + 16 * (i + 1), key.words[i], 16);
  return key;
}

std::string mark_of(const MarkKey& key, std::string_view customer_id) {
  return fmt::format("{:016x}{:016x}", siphash(key.words[0], key.words[1], customer_id),
                     siphash(key.words[2], key.words[3], customer_id));
}

}  // namespace sop
