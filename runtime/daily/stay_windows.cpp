// Until when an aggregate over her events keeps its value: until the first event that counts leaves its window, or the
// next one enters it.
#include <algorithm>

#include "runtime/daily/stays.h"
#include "stdlib/time/duration.h"

namespace sop {

namespace {

using EdgeKind = WindowEdge::Kind;

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

StayWindow Stays::window_of(InstId id) const {
  const Program& program = world_.program;
  StayWindow window;
  window.form = &program.aggregates[static_cast<std::size_t>(program.at(id).a)];
  const Aggregate& form = *window.form;
  window.events = &world_.dataset.inputs[form.input.index()];
  window.from = edge_of(form.from);
  window.to = edge_of(form.to);
  window.seen_later = is_seen_later(program.inputs[form.input.index()]) ? 1 : 0;
  if (form.where.exists())
    if (const auto found = world_.rows_that_count.find(form.where); found != world_.rows_that_count.end())
      window.counts = &found->second;
  window.knows_which = !form.where.exists() || window.counts != nullptr;
  if (form.value.exists())
    if (const auto found = world_.row_values.find(form.value); found != world_.row_values.end())
      window.values = &found->second;
  return window;
}

EventRange Stays::range_of(const StayWindow& window, std::size_t row) const {
  EventRange range;
  const TableData& events = *window.events;
  const std::uint32_t customer = frame_.customer[row];
  if (customer + std::size_t{1} >= events.begin.size()) return range;
  const std::size_t begin = events.begin[customer], end = events.begin[customer + 1];
  range.low = range.high = range.next = range.end = end;
  if (begin == end) return range;
  Micros from = INT64_MIN;
  for (const WindowEdge* edge : {&window.from, &window.to}) {
    if (edge->kind == EdgeKind::none) continue;
    const ColumnData& column = value(edge->inst);
    if (column.rows == 0 || !column.is_known(row)) range.is_missing = true;
    if (!range.is_missing) (edge == &window.from ? from : range.to) = column.whole[row];
  }
  if (range.is_missing) return range;
  const ColumnValues<Micros>& times = events.time_us;
  const auto first = times.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = times.begin() + static_cast<std::ptrdiff_t>(end);
  const auto index = [&](auto at) { return static_cast<std::size_t>(at - times.begin()); };
  const std::size_t visible = index(std::upper_bound(first, last, world_.options.as_of - window.seen_later));
  const std::size_t low = index(std::lower_bound(first, last, from));
  const std::size_t high = std::min(visible, index(std::lower_bound(first, last, range.to)));
  range.low = std::min(low, high);
  range.high = high;
  // Rows before the window enter it only where its begin moves back, which is `other`; where it begins behind what is
  // seen, or behind its own end, what comes next is looked at.
  range.next = low > high ? std::min(low, visible) : high;
  while (range.next < end && !window.is_counted(range.next)) ++range.next;
  if (low > high) range.low = range.high;
  return range;
}

// An event of this instant, which is in the window.
Micros Stays::leaves_at(const StayWindow& window, Micros at) const {
  if (window.from.kind == EdgeKind::days) return world_.days.exceeds_at(*window.from.days, at);
  return window.from.kind == EdgeKind::clock ? at - window.from.ahead + 1 : never;
}

Micros Stays::enters_at(const StayWindow& window, const EventRange& range) const {
  if (range.next >= range.end) return never;
  const Micros at = window.events->time_us[range.next], seen = at + window.seen_later;
  if (window.to.kind == EdgeKind::none || at < range.to) return seen;
  if (window.to.kind == EdgeKind::days) return std::max(seen, world_.days.exceeds_at(*window.to.days, at));
  return window.to.kind == EdgeKind::clock ? std::max(seen, at - window.to.ahead + 1) : never;
}

// Does less of what is selected never make it more?
bool Stays::may_only_fall(const StayWindow& window, const EventRange& range) const {
  const Aggregate& form = *window.form;
  if (form.latest_by.exists() || form.after.exists()) return false;
  switch (form.op) {
    case AggregateOp::count:
    case AggregateOp::distinct:
    case AggregateOp::days_active:
    case AggregateOp::weeks_active:
    case AggregateOp::months_active: return true;
    case AggregateOp::sum: break;
    case AggregateOp::avg:
    case AggregateOp::min:
    case AggregateOp::max:
    case AggregateOp::median:
    case AggregateOp::mode:
    case AggregateOp::first:
    case AggregateOp::last:
    case AggregateOp::any:
    case AggregateOp::none: return false;
  }
  if (window.values == nullptr || window.values->whole.empty()) return false;
  for (std::size_t event = range.low; event < range.high; ++event)
    if (window.values->is_known(event) && window.values->whole[event] < 0) return false;
  return true;
}

Micros Stays::falls_below(const StayWindow& window, std::size_t row, std::int64_t value, std::int64_t limit,
                          bool or_at) const {
  const EventRange range = range_of(window, row);
  for (std::size_t event = range.low; event < range.high; ++event) {
    if (!window.is_counted(event)) continue;
    if (window.values == nullptr)
      --value;
    else if (window.values->is_known(event))
      value -= window.values->whole[event];
    if (value < limit || (or_at && value == limit)) return leaves_at(window, window.events->time_us[event]);
  }
  return never;
}

void Stays::aggregate(InstId id, Stay& out) const {
  const StayWindow window = window_of(id);
  const Aggregate& form = *window.form;
  if (window.events->begin.empty()) return;  // nothing is given
  // The latest of its events keeps `any` true; only where it is known which of them count.
  const bool is_any = window.knows_which && !form.value.exists() && !form.latest_by.exists() && !form.after.exists() &&
                      (form.op == AggregateOp::any || form.op == AggregateOp::none);
  out.pace.assign(rows(), StayPace::still);
  out.straight.assign(rows(), never);
  for (std::size_t row = 0; row < rows(); ++row) {
    const EventRange range = range_of(window, row);
    Micros& until_now = out.until[row];
    for (const WindowEdge* edge : {&window.from, &window.to})
      if (edge->kind == EdgeKind::other || (range.is_missing && edge->kind != EdgeKind::none))
        until_now = std::min(until_now, until(edge->inst, row));
    if (range.is_missing) continue;
    if (range.end == 0 || range.low == range.end) {  // nothing of hers, now or later
      if (range.end == 0) until_now = never;
      continue;
    }
    std::size_t leaving = range.low;
    while (leaving < range.high && !window.is_counted(leaving)) ++leaving;
    const bool some = leaving < range.high;
    if (some && is_any)
      for (leaving = range.high - 1; !window.is_counted(leaving);) --leaving;
    Micros while_so = until_now;
    if (some)
      for (const InstId part : {form.value, form.where, form.latest_by, form.up_to})
        if (part.exists()) while_so = std::min(while_so, until(part, row));
    if (form.after.exists()) while_so = std::min(while_so, until(form.after, row));
    if (!(some && is_any)) while_so = std::min(while_so, enters_at(window, range));
    until_now = while_so;
    if (some) until_now = std::min(until_now, leaves_at(window, window.events->time_us[leaving]));
    until_now = at_least_soon(until_now);
    if (!some || !may_only_fall(window, range)) continue;
    out.pace[row] = StayPace::falls;
    out.straight[row] = at_least_soon(while_so);
  }
}

}  // namespace sop
