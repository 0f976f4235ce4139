// The innermost loops over the events of many frame rows: each row has a span of consecutive events, mostly a handful.
// A table per level of the processor, as in kernels.h. Whole numbers only: what they add up to does not depend on the
// order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime/simd/level.h"

namespace sop {

// Row r of first .. last: from low[r] - shift[r] up to high[r] - shift[r] of the values and of `bits`, which choose
// among them and fill so many words; null: all are chosen.
struct RowSpans {
  const std::uint32_t* low;
  const std::uint32_t* high;
  const std::int64_t* shift;
  std::size_t first, last;
  const std::uint64_t* bits;
  std::size_t words;
};

// The end or the beginning of every row's window: its first event that is not before `bound`.
struct WindowEdge {
  std::int64_t bound;
  std::uint32_t* edge;
};

// Values in one or two bytes each: base + step * narrow (runtime/table/narrow.h).
struct NarrowValues {
  const void* values;
  std::size_t width;
  std::int64_t base, step;
};

struct SpanKernels {
  // Of ascending times begin[r] .. end[r] the first that is not before the bound, for each of `rows` rows and each of
  // `count` edges. One of them may be written over `end`.
  void (*find_edges)(const std::int64_t* times, const std::uint32_t* begin, const std::uint32_t* end, std::size_t rows,
                     const WindowEdge* edges, std::size_t count);
  // By row r: how many are chosen, their sum, the smallest or largest of them. No sum may leave 64 bits. The
  // extreme of a row without one is 0; the bits of the others are set in `found`.
  void (*count)(const RowSpans& spans, std::int64_t* out);
  void (*sum)(const RowSpans& spans, const std::int64_t* values, std::int64_t* out);
  void (*least)(const RowSpans& spans, const std::int64_t* values, std::int64_t* out, std::uint64_t* found);
  void (*most)(const RowSpans& spans, const std::int64_t* values, std::int64_t* out, std::uint64_t* found);
  // The same of narrow values; null: not at this level.
  void (*sum_narrow)(const RowSpans& spans, const NarrowValues& values, std::int64_t* out) = nullptr;
  void (*least_narrow)(const RowSpans& spans, const NarrowValues& values, std::int64_t* out,
                       std::uint64_t* found) = nullptr;
  void (*most_narrow)(const RowSpans& spans, const NarrowValues& values, std::int64_t* out,
                      std::uint64_t* found) = nullptr;
};

const SpanKernels& span_kernels(SimdLevel level);

// Those of the levels, each defined in the file of its name.
const SpanKernels& scalar_spans();
#if defined(__x86_64__)
const SpanKernels& avx2_spans();
const SpanKernels& avx512_spans();
#endif

}  // namespace sop
