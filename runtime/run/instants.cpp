#include "runtime/run/instants.h"

#include <algorithm>

#include "stdlib/time/shift.h"

namespace sop {
namespace {

// `after_us`: what is recorded at an instant is seen right after it.
void add_events(const TableData& events, std::uint32_t customer, InputId stream, const InstantRange& range,
                Micros after_us, std::vector<Instant>& out) {
  if (customer + std::size_t{1} >= events.begin.size()) return;
  const auto first = events.time_us.begin() + events.begin[customer];
  const auto last = events.time_us.begin() + events.begin[customer + 1];
  for (auto at = std::upper_bound(first, last, range.after); at != last && *at <= range.to; ++at)
    out.push_back({*at, stream.value, *at + after_us});
}

// The ends of hours after her events, those of events of before the range too.
void add_spans(const Dataset& dataset, const History& history, std::uint32_t customer, const InstantRange& range,
               std::span<const Duration> spans, const ZoneRules& zone, std::vector<Instant>& out) {
  for (const Duration& span : spans)
    for (const InputId stream : history.streams) {
      const TableData& events = dataset.inputs[stream.index()];
      if (customer + std::size_t{1} >= events.begin.size()) continue;
      for (std::uint32_t row = events.begin[customer]; row < events.begin[customer + 1]; ++row) {
        const Micros at = shifted(events.time_us[row], span, zone);
        if (at > range.after && at <= range.to) out.push_back({at, cause_run, at});
      }
    }
}

void add_midnights(Micros after, Micros to, const ZoneRules& zone, std::vector<Instant>& out) {
  const Days last = zone.local_date(to);
  for (Days day = zone.local_date(after) + 1; day <= last; ++day) {
    const Micros at = zone.instant_of(day, 0);
    if (at > after && at <= to) out.push_back({at, cause_midnight, at});
  }
}

}  // namespace

std::vector<Instant> instants_of(const Program& program, const Dataset& dataset, const History& history,
                                 std::uint32_t customer, const InstantRange& range, std::span<const Instant> tagged,
                                 std::span<const Duration> spans, const ZoneRules& zone) {
  std::vector<Instant> out;
  if (range.after >= range.to) return out;
  if (!history.runs_only) {
    InstantRange visible = range;
    if (!dataset.exists_since.empty() && dataset.exists_since[customer] != INT64_MIN)  // a missing one: always there
      visible.after = std::max(range.after, dataset.exists_since[customer] - 1);
    for (InputId stream : history.streams)
      add_events(dataset.inputs[stream.index()], customer, stream, visible,
                 program.inputs[stream.index()].recorded ? 1 : 0, out);
    add_spans(dataset, history, customer, range, spans, zone, out);
    Micros from = range.after;
    if (from == INT64_MIN)
      for (const Instant& event : out) from = from == INT64_MIN ? event.at : std::min(from, event.at);
    if (from != INT64_MIN) add_midnights(from, range.to, zone, out);
  }
  // What a rule on state tagged at the end of the run before is seen from the next instant on: by this one.
  for (const Instant& tag : tagged)
    if (tag.at > range.after && tag.at <= range.to)
      out.push_back(tag);
    else if (tag.at == range.after && tag.asked > range.after)
      out.push_back({tag.asked, tag.cause, tag.asked});
  out.push_back({range.to, cause_run, range.to});
  std::stable_sort(out.begin(), out.end(), [](const Instant& a, const Instant& b) { return a.asked < b.asked; });
  const auto same = [](const Instant& a, const Instant& b) { return a.asked == b.asked; };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

}  // namespace sop
