#include "bindings/c/decider/verdicts/text_codes.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <random>

namespace sop::embed {
namespace {

constexpr int tries_per_size = 12, sizes = 4;

using Bucket = std::vector<std::size_t>;  // into the texts

std::vector<Bucket> buckets_of(const TextCodes& codes, std::span<const std::string_view> texts) {
  std::vector<Bucket> out(codes.moved.size());
  for (std::size_t i = 0; i < texts.size(); ++i) out[codes.bucket_of(codes.mixed(key_of(texts[i])))].push_back(i);
  return out;
}

// All of a bucket into free slots, moved by this much; as it was, where they do not fit.
bool put_bucket(TextCodes& codes, const Bucket& bucket, std::span<const std::string_view> texts, std::uint32_t by) {
  std::vector<TextSlot*> put;
  for (const std::size_t i : bucket) {
    const TextKey key = key_of(texts[i]);
    TextSlot& slot = codes.slots[codes.slot_of(codes.mixed(key), by)];
    if (slot.key.size != UINT64_MAX) {
      for (TextSlot* taken : put) *taken = {};
      return false;
    }
    slot = {key, 0, texts[i]};
    put.push_back(&slot);
  }
  return true;
}

// The fullest buckets first, while there is most room.
bool put_all(TextCodes& codes, std::span<const std::string_view> texts) {
  std::ranges::fill(codes.slots, TextSlot{});
  const std::vector<Bucket> buckets = buckets_of(codes, texts);
  std::vector<std::size_t> order(buckets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t b) { return buckets[b].size(); });
  for (const std::size_t b : order) {
    std::uint32_t by = 0;
    while (by < codes.slots.size() && !put_bucket(codes, buckets[b], texts, by)) ++by;
    if (by == codes.slots.size()) return false;
    codes.moved[b] = by;
  }
  return true;
}

}  // namespace

std::optional<TextCodes> codes_of(std::span<const std::string_view> texts) {
  std::mt19937_64 dice(20'261'122);  // always the same multipliers
  TextCodes codes;
  for (int size = 0; size < sizes; ++size) {
    codes.bucket_bits = static_cast<std::uint32_t>(std::bit_width(texts.size() / 2 + 1));
    codes.slot_bits = static_cast<std::uint32_t>(std::bit_width(texts.size() * 2)) + static_cast<std::uint32_t>(size);
    codes.moved.assign(std::size_t{1} << codes.bucket_bits, 0);
    codes.slots.assign(std::size_t{1} << codes.slot_bits, {});
    for (int i = 0; i < tries_per_size; ++i) {
      codes.times_first = dice() | 1;
      codes.times_last = dice() | 1;
      if (put_all(codes, texts)) return codes;
    }
  }
  return std::nullopt;
}

}  // namespace sop::embed
