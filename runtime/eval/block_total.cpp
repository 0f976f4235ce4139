#include "runtime/eval/block_total.h"

#include <numeric>

namespace sop {
namespace {

std::uint64_t rows_met(const Vector& values, std::size_t rows, const SimdKernels& simd) {
  if (values.known == nullptr) return simd.count_bits(values.bits(), word_count(rows));
  std::uint64_t met = 0;
  for (std::size_t w = 0; w < word_count(rows); ++w)
    met += static_cast<std::uint64_t>(std::popcount(values.bits()[w] & values.known[w]));
  return met;
}

std::uint64_t sum_of(const std::uint64_t* values, std::size_t rows) {
  return std::accumulate(values, values + rows, std::uint64_t{0});
}

// Of the rows whose bit is set, without a branch per row.
std::uint64_t sum_of_chosen(const std::uint64_t* values, std::size_t rows, Word chosen) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows; ++i) sum += values[i] & -(chosen >> i & 1);
  return sum;
}

std::uint64_t sum_of_known(const std::uint64_t* values, const Word* known, std::size_t rows) {
  std::uint64_t sum = 0;
  for (std::size_t w = 0; w < word_count(rows); ++w) {
    const std::size_t first = 64 * w, here = std::min<std::size_t>(64, rows - first);
    const Word all = rows_in_word(rows, w), chosen = known[w] & all;
    if (chosen == all)
      sum += sum_of(values + first, here);
    else if (chosen != 0)
      sum += sum_of_chosen(values + first, here, chosen);
  }
  return sum;
}

}  // namespace

std::uint64_t block_total(const Vector& values, Type type, std::size_t rows, const SimdKernels& simd) {
  if (physical_of(type.kind) == Physical::bit) return rows_met(values, rows, simd);
  const auto* whole = values.as<std::uint64_t>();
  if (values.scalar) {
    const std::size_t counted = values.known == nullptr ? rows : count_bits(values.known, 0, rows);
    return whole[0] * counted;
  }
  return values.known == nullptr ? sum_of(whole, rows) : sum_of_known(whole, values.known, rows);
}

}  // namespace sop
