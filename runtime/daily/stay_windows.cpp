// Until when an aggregate over her events keeps its value: until the first event that counts leaves its window, or the
// next one enters it.
#include <algorithm>

#include "runtime/daily/stays.h"
#include "stdlib/time/duration.h"

namespace sop {

// How a bound of a window moves.
struct WindowEdge {
  enum class Kind : std::uint8_t { none, still, days, clock, other };
  Kind kind = Kind::none;
  InstId inst;
  const DayValues* days = nullptr;
  Micros ahead = 0;  // clock: of the run's instant
};

namespace {

using EdgeKind = WindowEdge::Kind;

// Her rows of a stream at the instant of the run.
struct RowRange {
  std::size_t low = 0, high = 0, end = 0;  // in the window; those from `high` on are not in it yet
};

std::optional<std::int64_t> constant_micros(const Program& program, InstId id) {
  const Inst& inst = program.at(id);
  if (inst.kind != InstKind::constant) return std::nullopt;
  const Duration by = unpack_duration(program.constants[static_cast<std::size_t>(inst.a)].whole);
  return by.unit == DurationUnit::micros ? std::optional(by.count) : std::nullopt;
}

// `now`, some hours from it, the instant after it.
std::optional<Micros> ahead_of_clock(const Program& program, const TimeShape& shape, InstId id) {
  const Inst& inst = program.at(shape.meant(id));
  const auto args = program.args_of(shape.meant(id));
  if (inst.kind == InstKind::context && inst.a == static_cast<std::int32_t>(ContextValue::as_of)) return 0;
  if (inst.kind != InstKind::call) return std::nullopt;
  const bool adds = inst.op == Op::add_datetime_duration, subtracts = inst.op == Op::subtract_datetime_duration;
  if (!adds && !subtracts && inst.op != Op::next_instant) return std::nullopt;
  const auto before = ahead_of_clock(program, shape, args[0]);
  if (!before) return std::nullopt;
  if (inst.op == Op::next_instant) return *before + 1;
  const auto by = constant_micros(program, shape.meant(args[1]));
  if (!by) return std::nullopt;
  return adds ? *before + *by : *before - *by;
}

}  // namespace

WindowEdge Stays::edge_of(InstId inst) const {
  if (!inst.exists()) return {};
  if (!world_.shape.varies(inst)) return {EdgeKind::still, inst};
  if (const DayValues* days = world_.days.of(meant(inst)); days != nullptr && days->rising)
    return {EdgeKind::days, inst, days};
  if (const auto ahead = ahead_of_clock(world_.program, world_.shape, inst))
    return {EdgeKind::clock, inst, nullptr, *ahead};
  return {EdgeKind::other, inst};
}

void Stays::aggregate(InstId id, Stay& out) const {
  const Program& program = world_.program;
  const Aggregate& form = program.aggregates[static_cast<std::size_t>(program.at(id).a)];
  const TableData& events = world_.dataset.inputs[form.input.index()];
  if (events.begin.empty()) return;  // nothing is given
  const WindowEdge from = edge_of(form.from), to = edge_of(form.to);
  const Micros seen_later = is_seen_later(program.inputs[form.input.index()]) ? 1 : 0;
  const BitWords* counts = nullptr;
  if (const auto found = world_.rows_that_count.find(form.where); form.where.exists() && found != world_.rows_that_count.end())
    counts = &found->second;
  // The latest of its events keeps `any` true; only where it is known which of them count.
  const bool knows_which = !form.where.exists() || counts != nullptr;
  const bool is_any = knows_which && !form.value.exists() && !form.latest_by.exists() && !form.after.exists() &&
                      (form.op == AggregateOp::any || form.op == AggregateOp::none);
  const std::vector<Micros>& times = events.time_us;
  const auto bound = [&](const WindowEdge& edge, std::size_t row) -> std::optional<Micros> {
    const ColumnData& column = value(edge.inst);
    return column.rows > 0 && column.is_known(row) ? std::optional(column.whole[row]) : std::nullopt;
  };
  for (std::size_t row = 0; row < rows(); ++row) {
    const std::uint32_t customer = frame_.customer[row];
    if (customer + std::size_t{1} >= events.begin.size()) continue;
    const std::size_t begin = events.begin[customer], end = events.begin[customer + 1];
    Micros until_edges = never;
    for (const WindowEdge* edge : {&from, &to})
      if (edge->kind == EdgeKind::other) until_edges = std::min(until_edges, until(edge->inst, row));
    out.until[row] = until_edges;
    if (begin == end) {
      out.until[row] = never;
      continue;
    }
    const auto low = from.kind == EdgeKind::none ? std::optional<Micros>(INT64_MIN) : bound(from, row);
    const auto high = to.kind == EdgeKind::none ? std::optional<Micros>(INT64_MAX) : bound(to, row);
    if (!low || !high) {  // a missing bound selects no rows
      for (const WindowEdge* edge : {&from, &to})
        if (edge->kind != EdgeKind::none) out.until[row] = std::min(out.until[row], until(edge->inst, row));
      continue;
    }
    const auto first = times.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(end);
    const auto index = [&](auto at) { return static_cast<std::size_t>(at - times.begin()); };
    RowRange range;
    range.end = end;
    const std::size_t visible = index(std::upper_bound(first, last, world_.options.as_of - seen_later));
    range.low = index(std::lower_bound(first, last, *low));
    range.high = std::max(range.low, std::min(visible, index(std::lower_bound(first, last, *high))));
    if (range.low > visible) range.high = range.low;
    const auto is_counted = [&](std::size_t event) { return counts == nullptr || bit_at(*counts, event); };
    std::size_t oldest = range.low;
    while (oldest < range.high && !is_counted(oldest)) ++oldest;
    const bool some = oldest < range.high;
    if (some) {
      std::size_t leaving = oldest;
      if (is_any) {
        leaving = range.high - 1;
        while (!is_counted(leaving)) --leaving;
      }
      const Micros at = times[leaving];
      if (from.kind == EdgeKind::days) out.until[row] = std::min(out.until[row], world_.days.exceeds_at(*from.days, at));
      if (from.kind == EdgeKind::clock) out.until[row] = std::min(out.until[row], at - from.ahead + 1);
      for (const InstId part : {form.value, form.where, form.latest_by, form.after, form.up_to})
        if (part.exists()) out.until[row] = std::min(out.until[row], until(part, row));
    }
    // Rows before the window enter it only where its begin moves back, which is `other`.
    std::size_t next = std::max(range.high, range.low);
    if (range.low > visible) next = visible;  // the window begins behind what is seen
    while (next < range.end && !is_counted(next)) ++next;
    if (next < range.end && !(some && is_any)) {
      const Micros at = times[next], seen = at + seen_later;
      Micros enters = never;
      if (to.kind == EdgeKind::none || at < *high) enters = seen;
      else if (to.kind == EdgeKind::days) enters = std::max(seen, world_.days.exceeds_at(*to.days, at));
      else if (to.kind == EdgeKind::clock) enters = std::max(seen, at - to.ahead + 1);
      out.until[row] = std::min(out.until[row], enters);
    }
    if (form.after.exists()) out.until[row] = std::min(out.until[row], until(form.after, row));
    out.until[row] = at_least_soon(out.until[row]);
  }
}

}  // namespace sop
