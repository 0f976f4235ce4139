// How many rows, whether there is one, and in how many calendar periods.
#include "runtime/eval/fold.h"
#include "stdlib/time/civil.h"

namespace sop {

void fold_count(const FoldInput& in, const FoldResult& out) {
  if (in.kernels != nullptr) {
    in.kernels->count(in.spans(), static_cast<std::int64_t*>(out.value));
    return put_range(out.known, in.first, in.last);
  }
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    out.set(r, static_cast<std::int64_t>(count_selected(in, low, high)));
  });
}

void fold_any(const FoldInput& in, bool wanted, const FoldResult& out) {
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    const bool found = in.selected == nullptr ? low < high : first_bit(in.selected, low, high) != high;
    out.set_bit(r, found == wanted);
  });
}

namespace {

// A number that is the same for the dates of one period and grows with time.
std::int64_t period_of(Days date, AggregateOp op, Weekday week_start) {
  if (op == AggregateOp::weeks_active) return week_start_of(date, static_cast<int>(week_start));
  if (op == AggregateOp::months_active) return month_number(civil_of(date));
  return date;
}

}  // namespace

// Rows stand in order of time, so a new period is one that differs from the one before.
void fold_periods(const FoldInput& in, AggregateOp op, const FoldResult& out) {
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    std::int64_t count = 0, before = INT64_MIN;
    Days date_before = INT64_MIN;
    if (in.times != nullptr)
      for_each_selected(in, low, high, [&](std::size_t i) {
        const Days date = in.zone->local_date(in.times[static_cast<std::int64_t>(i) + in.shift[r]]);
        if (date == date_before) return;
        date_before = date;
        const std::int64_t period = period_of(date, op, in.week_start);
        count += period != before;
        before = period;
      });
    out.set(r, count);
  });
}

}  // namespace sop
