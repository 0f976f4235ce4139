// Funnels: of each customer the earliest event of every step, strictly after the one of the step before and not later
// than the step allows (language.md 2.9).
#include <algorithm>
#include <limits>

#include "runtime/reports/measured.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

// The events of one step, by whose they are, in time order.
using StepEvents = std::map<TextCode, std::vector<const ReportedEvent*>>;

StepEvents events_of_step(ReportWorld& world, const FunnelStep& step) {
  const auto low = world.instant(step.from, world.as_of()), high = world.instant(step.to, world.as_of());
  StepEvents out;
  if ((step.from.exists() && !low) || (step.to.exists() && !high)) return out;
  std::vector<const ReportedEvent*> events;
  for (const ReportedEvent& event : world.events(step.input))
    if (event.at >= low.value_or(no_begin) && event.at < high.value_or(std::numeric_limits<Micros>::max()))
      events.push_back(&event);
  std::vector<std::vector<CellValue>> holds;
  if (step.where.exists())
    holds = world.evaluate(step.input, events, std::span(&step.where, 1), std::span(&step.stranger_where, 1),
                           world.as_of());
  for (std::size_t i = 0; i < events.size(); ++i)
    if (holds.empty() || holds[0][i].whole != 0) out[events[i]->key].push_back(events[i]);
  return out;
}

Micros deadline(ReportWorld& world, const FunnelStep& step, Micros after) {
  if (!step.up_to.exists()) return std::numeric_limits<Micros>::max();
  const Inst& inst = world.program().at(step.up_to);
  const Duration length = unpack_duration(world.program().constants[static_cast<std::size_t>(inst.a)].whole);
  return shifted(after, length, world.context().zone);
}

Entrant way_of(ReportWorld& world, const Funnel& funnel, const std::vector<StepEvents>& steps,
               const ReportedEvent* start) {
  Entrant out;
  out.event = start;
  Micros at = start->at;
  for (std::size_t step = 1; step < funnel.steps.size(); ++step) {
    const Micros last = deadline(world, funnel.steps[step], at);
    const auto hers = steps[step].find(start->key);
    const ReportedEvent* next = nullptr;
    if (hers != steps[step].end()) {
      const auto after = std::ranges::upper_bound(hers->second, at, {}, &ReportedEvent::at);
      if (after != hers->second.end() && (*after)->at <= last) next = *after;
    }
    if (next == nullptr) {
      out.open = funnel.steps[step].up_to.exists() && world.as_of() < last;
      return out;
    }
    out.reached = static_cast<std::int32_t>(step);
    at = next->at;
  }
  return out;
}

}  // namespace

std::vector<Entrant> funnel_entrants(ReportWorld& world, const Funnel& funnel) {
  std::vector<StepEvents> steps;
  for (const FunnelStep& step : funnel.steps) steps.push_back(events_of_step(world, step));
  std::vector<Entrant> out;
  for (const auto& [key, starts] : steps[0])
    for (const ReportedEvent* start : starts) {
      out.push_back(way_of(world, funnel, steps, start));
      if (!funnel.each) break;
    }
  std::ranges::stable_sort(out, [&](const Entrant& a, const Entrant& b) {
    if (a.event->at != b.event->at) return a.event->at < b.event->at;
    if (a.event->key != b.event->key) return world.pool().text(a.event->key) < world.pool().text(b.event->key);
    return a.event->row < b.event->row;
  });
  return out;
}

}  // namespace sop
