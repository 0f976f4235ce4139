// The kernels over spans of events of every level that this processor knows, against what they mean.
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "runtime/simd/spans.h"

namespace sop {
namespace {

// Rows one after the other, some without events, some with more than a word of them.
struct SpanCase {
  std::vector<std::uint32_t> low, high;
  std::vector<std::int64_t> shift, values;
  std::vector<std::uint64_t> bits;
  bool chooses = true;
  std::size_t first = 0;

  bool is_chosen(std::size_t i) const { return !chooses || (bits[i / 64] >> (i % 64) & 1) != 0; }
  RowSpans spans() const {
    return {low.data(), high.data(), shift.data(), first, low.size(), chooses ? bits.data() : nullptr, bits.size()};
  }
};

SpanCase make_spans(std::mt19937_64& dice) {
  SpanCase out;
  const std::int64_t base = static_cast<std::int64_t>(dice() % 1000);
  std::uint32_t at = static_cast<std::uint32_t>(base);
  for (std::uint64_t rows = dice() % 90; rows > 0; --rows) {
    const auto events = static_cast<std::uint32_t>(dice() % 12 == 0 ? dice() % 300 : dice() % 12);
    out.low.push_back(at + static_cast<std::uint32_t>(dice() % (events + 1)));
    out.high.push_back(out.low.back() + static_cast<std::uint32_t>(dice() % (at + events - out.low.back() + 1)));
    out.shift.push_back(base);
    at += events;
  }
  const std::size_t events = at - static_cast<std::size_t>(base);
  for (std::size_t i = 0; i < events; ++i)
    out.values.push_back(dice() % 9 == 0 ? static_cast<std::int64_t>(dice() >> 16)
                                         : static_cast<std::int64_t>(dice() % 20) - 10);
  for (std::size_t w = 0; 64 * w < events; ++w) out.bits.push_back(dice() & dice());
  out.chooses = dice() % 4 != 0;
  out.first = out.low.empty() ? 0 : dice() % out.low.size();
  return out;
}

void check_folds(const SpanKernels& kernels, const SpanCase& given) {
  constexpr std::int64_t before = -77;
  const std::size_t rows = given.low.size();
  std::vector<std::int64_t> count(rows, before), sum = count, smallest = count, greatest = count;
  std::vector<std::uint64_t> found((rows + 63) / 64, 0), twice = found;
  kernels.count(given.spans(), count.data());
  kernels.sum(given.spans(), given.values.data(), sum.data());
  kernels.least(given.spans(), given.values.data(), smallest.data(), found.data());
  kernels.most(given.spans(), given.values.data(), greatest.data(), twice.data());
  CHECK(found == twice);
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<std::int64_t> chosen;
    for (std::int64_t i = given.low[r] - given.shift[r]; r >= given.first && i < given.high[r] - given.shift[r]; ++i)
      if (given.is_chosen(static_cast<std::size_t>(i))) chosen.push_back(given.values[static_cast<std::size_t>(i)]);
    const bool is_asked = r >= given.first;
    std::int64_t total = 0;
    for (const std::int64_t value : chosen) total += value;
    CHECK(count[r] == (is_asked ? static_cast<std::int64_t>(chosen.size()) : before));
    CHECK(sum[r] == (is_asked ? total : before));
    const std::int64_t nothing = is_asked ? 0 : before;
    CHECK(smallest[r] == (chosen.empty() ? nothing : *std::ranges::min_element(chosen)));
    CHECK(greatest[r] == (chosen.empty() ? nothing : *std::ranges::max_element(chosen)));
    CHECK((found[r / 64] >> (r % 64) & 1) == !chosen.empty());
  }
}

void check_edges(const SpanKernels& kernels, SpanCase given, std::mt19937_64& dice) {
  for (std::size_t r = 0; r < given.low.size(); ++r)
    std::sort(given.values.begin() + (given.low[r] - given.shift[r]),
              given.values.begin() + (given.high[r] - given.shift[r]));
  for (std::size_t r = 0; r < given.low.size(); ++r) {
    given.low[r] -= static_cast<std::uint32_t>(given.shift[r]);
    given.high[r] -= static_cast<std::uint32_t>(given.shift[r]);
  }
  // The last edge is written over the ends, as the events that are visible are.
  std::vector<std::vector<std::uint32_t>> found(1 + dice() % 4, std::vector<std::uint32_t>(given.low.size()));
  std::vector<std::uint32_t>& over_ends = found.back() = given.high;
  std::vector<WindowEdge> edges;
  for (std::vector<std::uint32_t>& edge : found)
    edges.push_back({static_cast<std::int64_t>(dice() % 24) - 12, edge.data()});
  kernels.find_edges(given.values.data(), given.low.data(), over_ends.data(), given.low.size(), edges.data(),
                     edges.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    for (std::size_t r = 0; r < given.low.size(); ++r) {
      const auto first = given.values.begin() + given.low[r], last = given.values.begin() + given.high[r];
      CHECK(found[i][r] ==
            static_cast<std::uint32_t>(std::lower_bound(first, last, edges[i].bound) - given.values.begin()));
    }
}

// Narrow values say the same as what they stand for.
template <class Narrow>
void check_narrow(const SpanKernels& kernels, SpanCase given, std::mt19937_64& dice) {
  if (kernels.sum_narrow == nullptr) return;
  std::vector<Narrow> few_bytes;
  for (std::size_t i = 0; i < given.values.size(); ++i)
    few_bytes.push_back(dice() % 7 == 0 ? std::numeric_limits<Narrow>::max() : static_cast<Narrow>(dice()));
  const NarrowValues narrow{few_bytes.data(), sizeof(Narrow), static_cast<std::int64_t>(dice() % 2001) - 1000,
                            dice() % 2 == 0 ? 1 : 86'400'000'000};
  for (std::size_t i = 0; i < given.values.size(); ++i) given.values[i] = narrow.base + narrow.step * few_bytes[i];
  const std::size_t rows = given.low.size();
  std::vector<std::int64_t> expected(rows, -77), sums = expected;
  kernels.sum(given.spans(), given.values.data(), expected.data());
  kernels.sum_narrow(given.spans(), narrow, sums.data());
  CHECK(sums == expected);
  for (const bool largest : {false, true}) {
    std::vector<std::uint64_t> found((rows + 63) / 64, 0), expected_found = found;
    std::vector<std::int64_t> best(rows, -77), expected_best = best;
    (largest ? kernels.most : kernels.least)(given.spans(), given.values.data(), expected_best.data(),
                                             expected_found.data());
    (largest ? kernels.most_narrow : kernels.least_narrow)(given.spans(), narrow, best.data(), found.data());
    CHECK(best == expected_best);
    CHECK(found == expected_found);
  }
}

}  // namespace

TEST_CASE("kernels over spans of every level give what is meant") {
  for (const SimdLevel level : {SimdLevel::scalar, SimdLevel::avx2, SimdLevel::avx512}) {
    if (level > best_simd()) continue;
    INFO(simd_word(level));
    std::mt19937_64 dice(3);
    for (int turn = 0; turn < 200; ++turn) {
      const SpanCase given = make_spans(dice);
      check_folds(span_kernels(level), given);
      check_edges(span_kernels(level), given, dice);
      check_narrow<std::uint8_t>(span_kernels(level), given, dice);
      check_narrow<std::uint16_t>(span_kernels(level), given, dice);
    }
  }
}

}  // namespace sop
