#include "runtime/eval/chain.h"

#include <algorithm>

#include "stdlib/ops/dates.h"

namespace sop {
namespace {

// The last instant a link may have after `t`. Where the calendar ends, any.
Micros deadline_of(Micros t, const std::int64_t* up_to, const OpContext& context) {
  Micros out = INT64_MAX;
  if (up_to == nullptr || !ops::shift_instant(context, t, unpack_duration(*up_to), out)) return INT64_MAX;
  return out;
}

Micros time_at(const FoldInput& in, std::size_t frame_row, std::size_t i) {
  return in.times[static_cast<std::int64_t>(i) + in.shift[frame_row]];
}

}  // namespace

// Deadlines need not rise with their instants where clocks change, so the furthest one so far is kept.
const Word* continuing_rows(const FoldInput& in, const ReachedInstants& before, const std::int64_t* up_to,
                            const OpContext& context, std::size_t rows, Word* out) {
  clear_all(out, rows);
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    std::uint32_t next = before.begin[r];
    Micros furthest = INT64_MIN;
    for_each_selected(in, low, high, [&](std::size_t i) {
      const Micros time = time_at(in, r, i);
      for (; next < before.begin[r + 1] && before.instants[next] < time; ++next)
        furthest = std::max(furthest, deadline_of(before.instants[next], up_to, context));
      if (time <= furthest) put(out, i);
    });
  });
  return out;
}

void keep_instants(const FoldInput& in, ReachedInstants& reached) {
  for_each_frame_row(in, [&](std::size_t r, std::size_t low, std::size_t high) {
    for_each_selected(in, low, high, [&](std::size_t i) { reached.instants.push_back(time_at(in, r, i)); });
    reached.begin.push_back(static_cast<std::uint32_t>(reached.instants.size()));
  });
}

}  // namespace sop
