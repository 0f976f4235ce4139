#include "runtime/run/moments.h"

#include <algorithm>

#include "runtime/run/clock_days.h"

namespace sop {
namespace {

bool exists_at(const Dataset& dataset, std::uint32_t customer, Micros at) {
  return dataset.exists_since.empty() || dataset.exists_since[customer] <= at;
}

Frame event_frame(const Dataset& dataset, InputId stream, Micros after, Micros as_of) {
  const TableData& events = dataset.inputs[stream.index()];
  Frame frame;
  frame.stream = stream;
  frame.batch_as_of = as_of;
  for (std::uint32_t row = 0; row < events.time_us.size(); ++row) {
    const std::uint32_t customer = events.customer[row];
    const Micros at = events.time_us[row];
    if (at > as_of || at <= after || !exists_at(dataset, customer, at)) continue;
    frame.customer.push_back(customer);
    frame.as_of.push_back(at);
    frame.event.push_back(row);
  }
  return frame;
}

// Without a memory the clock starts on the day of the first event; without events, today.
Micros first_instant(const Dataset& dataset, const RunOptions& options, const ZoneRules& zone) {
  Micros first = std::min(options.as_of, options.first_event.value_or(INT64_MAX));
  if (!options.first_event)
    for (const TableData& table : dataset.inputs)
      for (Micros at : table.time_us) first = std::min(first, at);
  return zone.instant_of(zone.local_date(first), 0) - 1;
}

Frame clock_frame(const Program& program, const Dataset& dataset, const Clock& clock, Micros after,
                  const RunOptions& options, const RunContext& context, RunResult& result) {
  Frame frame;
  frame.batch_as_of = options.as_of;
  if (after == INT64_MIN) after = first_instant(dataset, options, context.zone);
  const ClockDays days(program, dataset, clock, {after, options.as_of}, options, context);
  if (days.lacks_table()) result.without_table = program.calendars[clock.calendar.index()].name;
  for (std::uint32_t customer = 0; customer < dataset.customers; ++customer)
    for (const Micros at : days.instants_of(customer)) {
      if (!exists_at(dataset, customer, at)) continue;
      frame.customer.push_back(customer);
      frame.as_of.push_back(at);
    }
  return frame;
}

}  // namespace

Micros decided_until(const Rule& rule, std::uint32_t index, const RunOptions& options) {
  const RunMemory* before = options.before;
  if (before != nullptr && before->exists && before->rules[index].known) return before->as_of;
  return options.with_state && !rule.backfill ? options.as_of : INT64_MIN;
}

Frame trigger_frame(const Program& program, const Dataset& dataset, const Trigger& trigger, Micros after,
                    const RunOptions& options, const RunContext& context, RunResult& result) {
  if (trigger.stream.exists()) return event_frame(dataset, trigger.stream, after, options.as_of);
  return clock_frame(program, dataset, trigger.clock, after, options, context, result);
}

}  // namespace sop
