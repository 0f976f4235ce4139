// sum, avg, median: of int and money exact, of number in a fixed order.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "runtime/eval/fold.h"
#include "runtime/table/narrow.h"
#include "stdlib/ops/exact.h"

namespace sop {
namespace {

void set_finite(const FoldResult& out, std::size_t row, double x) {
  std::isfinite(x) ? out.set(row, x) : out.fail(row);
}

Int128 exact_sum(const FoldInput& in, std::size_t low, std::size_t high) {
  const auto* values = in.value->as<std::int64_t>();
  Int128 sum = 0;
  for_each_selected(in, low, high, [&](std::size_t i) { sum += values[i]; });
  return sum;
}

double ordered_sum(const FoldInput& in, std::size_t low, std::size_t high) {
  const auto* values = in.value->as<double>();
  double sum = 0;
  for_each_selected(in, low, high, [&](std::size_t i) { sum += values[i]; });
  return sum;
}

// The middle value, and the one before it where the count is even.
// -0 lies below 0, so that the order of the rows never shows.
bool below(double a, double b) { return a < b || (a == b && std::signbit(a) && !std::signbit(b)); }
bool below(std::int64_t a, std::int64_t b) { return a < b; }

template <class T>
std::pair<T, T> middle_of(std::vector<T>& values) {
  const auto order = [](T a, T b) { return below(a, b); };
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end(), order);
  const T upper = *middle;
  return {values.size() % 2 == 1 ? upper : *std::max_element(values.begin(), middle, order), upper};
}

template <class T, class Set>
void fold_middles(const FoldInput& in, Set set) {
  std::vector<T> values;
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    values.clear();
    for_each_selected(in, low, high, [&](std::size_t i) { values.push_back(in.value->as<T>()[i]); });
    if (!values.empty()) set(r, middle_of(values), values.size() % 2 == 0);
  });
}

bool is_real(const FoldInput& in) { return in.value_type.is(TypeKind::number); }

// Is no value, chosen or not, further from zero?
bool all_within(const FoldInput& in, std::int64_t most) {
  constexpr std::size_t at_once = 4096;
  Word inside[at_once / 64];
  const auto* values = in.value->as<std::uint64_t>();
  const auto low = static_cast<std::uint64_t>(-most);
  for (std::size_t first = 0; first < in.rows; first += at_once) {
    const std::size_t rows = std::min(at_once, in.rows - first);
    in.simd->in_range_64(values + first, rows, low, 2 * static_cast<std::uint64_t>(most), inside);
    if (in.simd->count_bits(inside, word_count(rows)) != rows) return false;
  }
  return true;
}

// Do the values lie so near to zero that no sum of them leaves 64 bits? Known of a narrow column; of others all are
// looked at, which costs less than adding them up in 128 bits.
bool adds_up_in_64_bits(const FoldInput& in) {
  if (in.value->narrow == nullptr) return in.rows > 0 && all_within(in, INT64_MAX / static_cast<std::int64_t>(in.rows));
  const NarrowColumn& column = *in.value->narrow;
  const Uint128 most =
      std::max(magnitude(column.base), magnitude(Int128{column.base} + Int128{column.step} * column.largest));
  return most * in.rows < Uint128{1} << 63;
}

}  // namespace

void set_sum(const FoldResult& out, std::size_t row, Int128 sum) {
  std::int64_t narrowed = 0;
  narrow(sum, narrowed) ? out.set(row, narrowed) : out.fail(row);
}

// Money rounds half to even, int gives a number.
void set_mean(Type value, const FoldResult& out, std::size_t row, Int128 sum, std::int64_t count) {
  if (value.is(TypeKind::money)) {
    std::int64_t mean = 0;
    divide_half_even(sum, count, mean) ? out.set(row, mean) : out.fail(row);
  } else {
    out.set(row, static_cast<double>(sum) / static_cast<double>(count));
  }
}

void fold_sum(const FoldInput& in, const FoldResult& out) {
  if (in.kernels != nullptr && !is_real(in) && adds_up_in_64_bits(in)) {
    auto* const sums = static_cast<std::int64_t*>(out.value);
    if (const auto narrow = in.narrow(); narrow && in.kernels->sum_narrow != nullptr)
      in.kernels->sum_narrow(in.spans(), *narrow, sums);
    else
      in.kernels->sum(in.spans(), in.value->as<std::int64_t>(), sums);
    return put_range(out.known, in.first, in.last);
  }
  if (is_real(in)) {
    for_each_frame_row(
        in, [&](std::size_t r, std::size_t low, std::size_t high) { set_finite(out, r, ordered_sum(in, low, high)); });
    return;
  }
  for_each_frame_row(
      in, [&](std::size_t r, std::size_t low, std::size_t high) { set_sum(out, r, exact_sum(in, low, high)); });
}

void fold_avg(const FoldInput& in, const FoldResult& out) {
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    const std::size_t count = count_selected(in, low, high);
    if (count == 0) return;
    if (is_real(in))
      set_finite(out, r, ordered_sum(in, low, high) / static_cast<double>(count));
    else
      set_mean(in.value_type, out, r, exact_sum(in, low, high), static_cast<std::int64_t>(count));
  });
}

void fold_median(const FoldInput& in, const FoldResult& out) {
  if (is_real(in))
    fold_middles<double>(in, [&](std::size_t r, std::pair<double, double> middle, bool even) {
      set_finite(out, r, even ? std::midpoint(middle.first, middle.second) : middle.second);
    });
  else
    fold_middles<std::int64_t>(in, [&](std::size_t r, std::pair<std::int64_t, std::int64_t> middle, bool even) {
      set_mean(in.value_type, out, r, even ? Int128{middle.first} + middle.second : Int128{middle.second},
               even ? 2 : 1);
    });
}

}  // namespace sop
