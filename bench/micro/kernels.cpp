// What the innermost loops cost per row, at every level that this processor knows: a block of 4,096 rows, again and
// again. `sop_micro --benchmark_filter=avx512` as with any program of Google Benchmark.
#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <vector>

#include "runtime/simd/kernels.h"
#include "runtime/simd/spans.h"

namespace {

constexpr std::size_t rows = 4096;
constexpr std::uint32_t events_of_a_row = 8;

template <class T>
std::vector<T> random_values(std::size_t count) {
  std::mt19937_64 dice(1);
  std::vector<T> out(count);
  for (T& value : out) value = static_cast<T>(dice());
  return out;
}

std::vector<std::uint64_t>& found() {
  static std::vector<std::uint64_t> out(rows / 64);
  return out;
}

template <class Ask>
void repeat(benchmark::State& state, Ask ask) {
  for (auto _ : state) {
    ask();
    benchmark::ClobberMemory();
  }
  state.counters["row"] = benchmark::Counter(static_cast<double>(state.iterations()) * rows,
                                             benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Ask>
void add(sop::SimdLevel level, const char* name, Ask ask) {
  benchmark::RegisterBenchmark((std::string(sop::simd_word(level)) + "/" + name).c_str(),
                               [ask](benchmark::State& state) { repeat(state, ask); });
}

template <class T>
void add_range(sop::SimdLevel level, const char* name, sop::RangeKernel<T> in_range) {
  add(level, name,
      [in_range, values = random_values<T>(rows)] { in_range(values.data(), rows, T{3}, T{90}, found().data()); });
}

void add_sets(sop::SimdLevel level, const sop::SimdKernels& kernels) {
  sop::ByteSet set;
  for (const int member : {1, 20, 200}) set.insert(static_cast<std::uint8_t>(member));
  add(level, "one of three bytes", [&kernels, set, values = random_values<std::uint8_t>(rows)] {
    kernels.one_of_8(values.data(), rows, set, found().data());
  });
  add(level, "one of five, 2 bytes", [&kernels, values = random_values<std::uint16_t>(rows)] {
    constexpr std::array<std::uint16_t, 5> members = {1, 20, 300, 4000, 50000};
    kernels.one_of_16(values.data(), rows, members.data(), members.size(), found().data());
  });
  add(level, "all of three bitmaps", [&kernels, bits = random_values<std::uint64_t>(3 * rows / 64)] {
    const std::uint64_t* const bitmaps[] = {bits.data(), bits.data() + rows / 64, bits.data() + 2 * rows / 64};
    kernels.all_of(bitmaps, 3, rows / 64, found().data());
  });
}

// Rows with as many events each, a row of the benchmark being one of these.
struct Events {
  std::vector<std::uint32_t> low, high;
  std::vector<std::int64_t> shift = std::vector<std::int64_t>(rows, 0), out = shift, values;
  std::vector<std::uint64_t> bits;

  Events()
      : values(random_values<std::int64_t>(rows * events_of_a_row)),
        bits(random_values<std::uint64_t>(rows * events_of_a_row / 64)) {
    for (std::int64_t& value : values) value %= 1000;
    for (std::uint32_t row = 0; row < rows; ++row) {
      low.push_back(events_of_a_row * row);
      high.push_back(low.back() + events_of_a_row);
    }
  }
  sop::RowSpans spans() const { return {low.data(), high.data(), shift.data(), 0, rows, bits.data(), bits.size()}; }
};

Events& events() {
  static Events all;
  return all;
}

void add_spans(sop::SimdLevel level, const sop::SpanKernels& kernels) {
  add(level, "count of eight events", [&kernels] { kernels.count(events().spans(), events().out.data()); });
  add(level, "sum of eight events",
      [&kernels] { kernels.sum(events().spans(), events().values.data(), events().out.data()); });
  add(level, "most of eight events",
      [&kernels] { kernels.most(events().spans(), events().values.data(), events().out.data(), found().data()); });
}

void add_all(sop::SimdLevel level) {
  const sop::SimdKernels& kernels = sop::simd_kernels(level);
  add_range(level, "range, 1 byte", kernels.in_range_8);
  add_range(level, "range, 2 bytes", kernels.in_range_16);
  add_range(level, "range, 4 bytes", kernels.in_range_32);
  add_range(level, "range, 8 bytes", kernels.in_range_64);
  add_sets(level, kernels);
  add_spans(level, sop::span_kernels(level));
}

}  // namespace

int main(int argc, char** argv) {
  for (const sop::SimdLevel level : {sop::SimdLevel::scalar, sop::SimdLevel::avx2, sop::SimdLevel::avx512})
    if (level <= sop::best_simd()) add_all(level);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
