// The kernels of every level that this processor knows against what they mean, on blocks that end inside a word.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "runtime/simd/kernels.h"

namespace sop {
namespace {

// What lies after the last word must stay.
constexpr std::uint64_t untouched = 0x5a5a;

struct Dice {
  std::mt19937_64 engine{7};
  std::uint64_t operator()() { return engine(); }
  // Mostly small, around zero from both sides, so that ranges have edges in them.
  template <class T>
  T value() {
    const std::uint64_t wide = engine();
    return static_cast<T>(engine() % 4 == 0 ? wide : wide % 24 - 12);
  }
  template <class T>
  std::vector<T> values(std::size_t count) {
    std::vector<T> out(count);
    for (T& one : out) one = value<T>();
    return out;
  }
};

template <class Holds>
std::vector<std::uint64_t> bits_of(std::size_t rows, Holds holds) {
  std::vector<std::uint64_t> out((rows + 63) / 64, 0);
  for (std::size_t row = 0; row < rows; ++row) out[row / 64] |= std::uint64_t{holds(row)} << (row % 64);
  out.push_back(untouched);
  return out;
}

std::vector<std::uint64_t> room_for(std::size_t rows) {
  return std::vector<std::uint64_t>((rows + 63) / 64 + 1, untouched);
}

std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> out{SimdLevel::scalar};
  if (best_simd() >= SimdLevel::avx2) out.push_back(SimdLevel::avx2);
  if (best_simd() >= SimdLevel::avx512) out.push_back(SimdLevel::avx512);
  return out;
}

template <class T>
void check_values(RangeKernel<T> in_range, MemberKernel<T> one_of, Dice& dice) {
  const std::vector<T> values = dice.values<T>(dice() % 300);
  const T low = dice.value<T>(), width = static_cast<T>(dice() % 2 == 0 ? dice() % 9 : dice.value<T>());
  std::vector<std::uint64_t> found = room_for(values.size());
  in_range(values.data(), values.size(), low, width, found.data());
  CHECK(found == bits_of(values.size(), [&](std::size_t i) { return static_cast<T>(values[i] - low) <= width; }));
  if (one_of == nullptr) return;
  const std::vector<T> members = dice.values<T>(dice() % 9);
  found = room_for(values.size());
  one_of(values.data(), values.size(), members.data(), members.size(), found.data());
  CHECK(found ==
        bits_of(values.size(), [&](std::size_t i) { return std::ranges::find(members, values[i]) != members.end(); }));
}

void check_bytes(const SimdKernels& kernels, Dice& dice) {
  ByteSet set;
  std::vector<bool> in_set(256, false);
  for (std::uint64_t i = dice() % 40; i > 0; --i) {
    const auto member = static_cast<std::uint8_t>(dice());
    set.insert(member);
    in_set[member] = true;
  }
  std::vector<std::uint8_t> values(dice() % 600);
  for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(dice());
  std::vector<std::uint64_t> found = room_for(values.size());
  kernels.one_of_8(values.data(), values.size(), set, found.data());
  CHECK(found == bits_of(values.size(), [&](std::size_t i) { return in_set[values[i]]; }));
}

void check_bitmaps(const SimdKernels& kernels, Dice& dice) {
  const std::size_t words = dice() % 40;
  std::vector<std::vector<std::uint64_t>> bitmaps(1 + dice() % 5, std::vector<std::uint64_t>(words));
  std::vector<const std::uint64_t*> pointers;
  for (auto& bitmap : bitmaps) {
    for (std::uint64_t& word : bitmap) word = dice() | dice();
    pointers.push_back(bitmap.data());
  }
  std::vector<std::uint64_t> all = bitmaps[0], any = bitmaps[0];
  std::size_t count = 0;
  for (const auto& bitmap : bitmaps)
    for (std::size_t w = 0; w < words; ++w) all[w] &= bitmap[w], any[w] |= bitmap[w];
  for (const std::uint64_t word : any) count += static_cast<std::size_t>(std::popcount(word));
  CHECK(kernels.count_bits(any.data(), words) == count);
  all.push_back(untouched), any.push_back(untouched);
  std::vector<std::uint64_t> found = room_for(64 * words);
  kernels.all_of(pointers.data(), pointers.size(), words, found.data());
  CHECK(found == all);
  kernels.any_of(pointers.data(), pointers.size(), words, found.data());
  CHECK(found == any);
  // In place.
  kernels.all_of(pointers.data(), pointers.size(), words, bitmaps[0].data());
  all.pop_back();
  CHECK(bitmaps[0] == all);
}

}  // namespace

TEST_CASE("kernels of every level give the bits that are meant") {
  for (const SimdLevel level : levels()) {
    INFO(simd_word(level));
    const SimdKernels& kernels = simd_kernels(level);
    Dice dice;
    for (int turn = 0; turn < 300; ++turn) {
      check_values<std::uint8_t>(kernels.in_range_8, nullptr, dice);
      check_values<std::uint16_t>(kernels.in_range_16, kernels.one_of_16, dice);
      check_values<std::uint32_t>(kernels.in_range_32, kernels.one_of_32, dice);
      check_values<std::uint64_t>(kernels.in_range_64, kernels.one_of_64, dice);
      check_bytes(kernels, dice);
      check_bitmaps(kernels, dice);
    }
  }
}

}  // namespace sop
