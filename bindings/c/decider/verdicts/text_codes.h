// The place of a text among those that are asked for, by one look: every text has a slot of its own, found by
// multiplying. Up to 16 bytes four overlapping reads and the length say which text it is; only longer ones are
// compared.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sop::embed {

struct TextKey {
  std::uint64_t first = 0, last = 0, size = 0;
};

inline TextKey key_of(std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t size = text.size();
  const auto four = [&](std::size_t at) {
    std::uint32_t out;
    std::memcpy(&out, bytes + at, sizeof out);
    return std::uint64_t{out};
  };
  if (size - 4 <= 12) {
    const std::size_t step = size >> 3 << 2;
    return {four(0) << 32 | four(step), four(size - 4) << 32 | four(size - 4 - step), size};
  }
  if (size == 0) return {};
  if (size < 4) return {std::uint64_t{bytes[0]} | bytes[size >> 1] << 8 | bytes[size - 1] << 16, 0, size};
  const std::size_t middle = size / 2 - 4;
  return {four(0) << 32 | (four(4) ^ four(middle)), four(size - 4) << 32 | (four(size - 8) ^ four(middle + 4)), size};
}

struct TextSlot {
  TextKey key{.size = UINT64_MAX};
  std::uint32_t row = 0;
  std::string_view text;
};

// The key's first bits name a bucket, the next ones, moved by what the bucket says, the slot.
struct TextCodes {
  std::uint64_t times_first = 1, times_last = 1;
  std::uint32_t bucket_bits = 1, slot_bits = 1;
  std::uint32_t other = 0;           // the row of every text that is none of them
  std::vector<std::uint32_t> moved;  // by bucket
  std::vector<TextSlot> slots;

  std::uint64_t mixed(const TextKey& key) const { return key.first * times_first + (key.last ^ key.size) * times_last; }
  std::size_t bucket_of(std::uint64_t mix) const { return static_cast<std::size_t>(mix >> (64 - bucket_bits)); }
  std::size_t slot_of(std::uint64_t mix, std::uint32_t by) const {
    const std::uint64_t next = mix >> (64 - bucket_bits - slot_bits);
    return static_cast<std::size_t>((next ^ by) & (slots.size() - 1));
  }
  TextSlot& slot_of(std::string_view text) {
    const std::uint64_t mix = mixed(key_of(text));
    return slots[slot_of(mix, moved[bucket_of(mix)])];
  }
  std::uint32_t row_of(std::string_view text) const {
    const TextKey key = key_of(text);
    const std::uint64_t mix = mixed(key);
    const TextSlot& slot = slots[slot_of(mix, moved[bucket_of(mix)])];
    const std::uint64_t differs =
        (slot.key.first ^ key.first) | (slot.key.last ^ key.last) | (slot.key.size ^ key.size);
    const std::uint32_t is_it = differs == 0 ? 1 : 0;
    if (key.size > 16) [[unlikely]]
      return is_it != 0 && slot.text == text ? slot.row : other;
    return other ^ ((slot.row ^ other) & (0U - is_it));  // guessing would be wrong too often
  }
};

// `texts` are distinct. Each has its slot then, whose row is left to the caller. Nothing: two of them cannot be told
// apart.
std::optional<TextCodes> codes_of(std::span<const std::string_view> texts);

}  // namespace sop::embed
