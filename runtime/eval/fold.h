// Folding selected rows into one value per frame row: the aggregates of builtins.def (semantics A3, A7).
//
// Sums and averages of int and money are exact in 128 bits with one range check. A sum of number is the plain sum from
// left to right in canonical row order, started at 0: that is our fixed tree. The average of int is the exact sum as a
// double, divided by the count as a double; a middle of two likewise.
#pragma once

#include <optional>

#include "runtime/eval/event_pass.h"
#include "stdlib/ops/exact.h"

namespace sop {

// Where results go, by frame row.
struct FoldResult {
  void* value;
  Word* known;
  Word* failed;

  template <class T>
  void set(std::size_t row, T x) const {
    static_cast<T*>(value)[row] = x;
    put(known, row);
  }
  void set_bit(std::size_t row, bool x) const {
    if (x) put(static_cast<Word*>(value), row);
    put(known, row);
  }
  void fail(std::size_t row) const { put(failed, row); }
};

// The rows first .. last of the frame; row r selects from low[r] - shift[r] up to high[r] - shift[r] of the values.
struct FoldInput {
  std::size_t first = 0, last = 0;
  const std::uint32_t* low;
  const std::uint32_t* high;
  const std::int64_t* shift;
  const Word* selected = nullptr;  // of those, where this bit is set; null: all
  const Vector* value = nullptr;   // null: the aggregate has none
  Type value_type;
  const Micros* times = nullptr;  // of the rows low .. high, by row number of the table; null: no times
  const TextPool* pool = nullptr;
  const ZoneRules* zone = nullptr;
  Weekday week_start = Weekday::monday;
  const SpanKernels* kernels = nullptr;  // null: folds without them
  const SimdKernels* simd = nullptr;     // likewise
  std::size_t rows = 0;                  // of the values and of `selected`

  // The value's narrow copy, where there is one in one or two bytes.
  std::optional<NarrowValues> narrow() const;
  RowSpans spans() const { return {low, high, shift, first, last, selected, word_count(rows)}; }
};

template <class Visit>
void for_each_frame_row(const FoldInput& in, Visit visit) {
  for (std::size_t r = in.first; r < in.last; ++r)
    visit(r, static_cast<std::size_t>(in.low[r] - in.shift[r]), static_cast<std::size_t>(in.high[r] - in.shift[r]));
}

template <class Visit>
void for_each_selected(const FoldInput& in, std::size_t low, std::size_t high, Visit visit) {
  if (in.selected != nullptr) return for_each_bit(in.selected, low, high, visit);
  for (std::size_t i = low; i < high; ++i) visit(i);
}

inline std::size_t count_selected(const FoldInput& in, std::size_t low, std::size_t high) {
  return in.selected == nullptr ? high - low : count_bits(in.selected, low, high);
}

void fold_sum(const FoldInput& in, const FoldResult& out);
void fold_avg(const FoldInput& in, const FoldResult& out);
void fold_median(const FoldInput& in, const FoldResult& out);
void fold_extreme(const FoldInput& in, bool largest, const FoldResult& out);
void fold_mode(const FoldInput& in, const FoldResult& out);
void fold_distinct(const FoldInput& in, const FoldResult& out);
void fold_first_or_last(const FoldInput& in, bool last, const FoldResult& out);
void fold_count(const FoldInput& in, const FoldResult& out);
void fold_any(const FoldInput& in, bool wanted, const FoldResult& out);
void fold_periods(const FoldInput& in, AggregateOp op, const FoldResult& out);

// Of the selected rows of each frame row the last one of each value, as a bitmap.
void keep_latest(const FoldInput& in, std::size_t rows, Word* out);

// How a sum and an average of whole numbers end: `sum` is exact.
void set_sum(const FoldResult& out, std::size_t row, Int128 sum);
void set_mean(Type value, const FoldResult& out, std::size_t row, Int128 sum, std::int64_t count);

void fold(AggregateOp op, const FoldInput& in, const FoldResult& out);

// `where` and known values as one bitmap, in `buffer` where both are there; null: every row. `first` and `last` choose
// the row first and then read it: for them a missing value selects too.
const Word* selection(AggregateOp op, const Vector* where, const Vector* value, std::size_t rows, Word* buffer);

// A member of an event pass: its result starts empty, takes the rows of one block of events, and is closed.
void start_member(const Run& run, const Member& member, Machine& frame_machine, std::size_t rows);
void fold_member(const Run& run, PassState& state, const Member& member, Machine& frame_machine);
void finish_member(const Run& run, const Member& member, Machine& frame_machine, std::size_t rows);

}  // namespace sop
