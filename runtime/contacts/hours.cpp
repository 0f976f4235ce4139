#include "runtime/contacts/hours.h"

#include <algorithm>

#include "stdlib/time/civil.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

// Hours come again every day: what is closed for that long, changes of the clock included, never opens.
constexpr Micros horizon = 8 * micros_per_day;

Micros segment_end(const ZoneRules& zone, Micros at) {
  const auto next = std::ranges::upper_bound(zone.since, at);
  return next == zone.since.end() ? INT64_MAX : *next;
}

// The next instant after `at` at which some hours begin or end, or the clock is changed.
Micros next_edge(const ContactHours& hours, Micros at, const ZoneRules& zone) {
  const Micros now = zone.local_time(at);
  Micros wait = micros_per_day;
  const auto edges_of = [&](const DayHours& day) {
    for (const Micros edge : {day.from_us, day.to_us}) {
      const Micros until = floor_mod(edge - now, micros_per_day);
      if (until > 0) wait = std::min(wait, until);
    }
  };
  for (const auto& spans : hours.open) std::ranges::for_each(spans, edges_of);
  for (const QuietHours* quiet : hours.quiet) edges_of(quiet->hours);
  return std::min(at + wait, segment_end(zone, at));
}

}  // namespace

ContactHours hours_about(const Contacts& contacts, ContactKind kind, std::string_view template_name) {
  ContactHours hours;
  if (kind.channel >= 0) {
    const Channel& channel = contacts.channels[static_cast<std::size_t>(kind.channel)];
    if (!channel.valid.empty()) hours.open.push_back(channel.valid);
  }
  const Template* sent = contacts.sent(template_name);
  if (sent != nullptr && !sent->valid.empty()) hours.open.push_back(sent->valid);
  for (const QuietHours& quiet : contacts.quiet)
    if (is_about(contacts, quiet.filter, kind)) hours.quiet.push_back(&quiet);
  return hours;
}

bool is_inside(const DayHours& hours, Micros local_time) {
  if (hours.from_us < hours.to_us) return hours.from_us <= local_time && local_time < hours.to_us;
  return local_time >= hours.from_us || local_time < hours.to_us;
}

bool is_open(const ContactHours& hours, Micros at, const ZoneRules& zone) {
  if (hours.open.empty() && hours.quiet.empty()) return true;
  const Micros now = zone.local_time(at);
  const auto inside = [&](const DayHours& day) { return is_inside(day, now); };
  return std::ranges::all_of(hours.open, [&](const auto& spans) { return std::ranges::any_of(spans, inside); }) &&
         std::ranges::none_of(hours.quiet, [&](const QuietHours* quiet) { return inside(quiet->hours); });
}

std::optional<Micros> next_open(const ContactHours& hours, Micros from, Micros last, const ZoneRules& zone) {
  const Micros end = from > last - horizon ? last : from + horizon;
  for (Micros at = from; at <= end; at = next_edge(hours, at, zone))
    if (is_open(hours, at, zone)) return at;
  return std::nullopt;
}

HoursVerdict judge_hours(const ContactHours& hours, Micros due, Micros last, const ZoneRules& zone) {
  if (is_open(hours, due, zone)) return {HoursOutcome::open, due};
  const Micros now = zone.local_time(due);
  Micros held_until = last;
  for (const QuietHours* quiet : hours.quiet) {
    if (!is_inside(quiet->hours, now)) continue;
    if (quiet->skip) return {HoursOutcome::skipped, due};
    if (quiet->has_limit) held_until = std::min(held_until, shifted(due, quiet->limit, zone));
  }
  const std::optional<Micros> opening = next_open(hours, due, last, zone);
  if (!opening) return {HoursOutcome::expired, due};
  return *opening <= held_until ? HoursVerdict{HoursOutcome::waits, *opening}
                                : HoursVerdict{HoursOutcome::skipped, due};
}

}  // namespace sop
