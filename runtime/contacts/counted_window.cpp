#include "runtime/contacts/counted_window.h"

#include <algorithm>

#include "stdlib/time/civil.h"

namespace sop {
namespace {

// Longer windows reach back before the language's first date: everything is in them.
constexpr std::int64_t most_days = last_date - first_date;

std::ptrdiff_t counted(Duration window, std::span<const Micros> used, Micros end, const ZoneRules& zone) {
  return std::ranges::upper_bound(used, end) - std::ranges::lower_bound(used, window_begin(window, end, zone));
}

}  // namespace

Micros window_begin(Duration window, Micros at, const ZoneRules& zone) {
  if (window.unit == DurationUnit::micros) return at - window.count + 1;
  const Days today = zone.local_date(at);
  if (window.unit == DurationUnit::days)
    return window.count > most_days ? INT64_MIN : zone.instant_of(today - window.count + 1, 0);
  Days before = 0;
  return add_months(today, -window.count, before) ? zone.instant_of(before + 1, 0) : INT64_MIN;
}

Micros window_leaves(Duration window, Micros at, const ZoneRules& zone) {
  if (window.unit == DurationUnit::micros) return at + window.count;
  const Days day = zone.local_date(at);
  if (window.unit == DurationUnit::days)
    return window.count > most_days ? INT64_MAX : zone.instant_of(day + window.count, 0);
  Days end = 0, back = 0;
  if (!add_months(day, window.count, end)) return INT64_MAX;
  // A month's end is clamped on the way there; the window counts it until its own way back is past it.
  while (add_months(end, -window.count, back) && back < day) ++end;
  return zone.instant_of(end, 0);
}

bool has_room(Duration window, std::int64_t count, std::span<const Micros> used, Micros at, const ZoneRules& zone) {
  if (counted(window, used, at, zone) >= count) return false;
  for (auto later = std::ranges::upper_bound(used, at); later != used.end(); ++later) {
    if (window_begin(window, *later, zone) > at) break;
    if (counted(window, used, *later, zone) >= count) return false;
  }
  return true;
}

std::optional<Micros> next_room(Duration window, std::int64_t count, std::span<const Micros> used, Micros from,
                                Micros last, const ZoneRules& zone) {
  if (count <= 0) return std::nullopt;
  Micros at = from;
  while (at <= last && !has_room(window, count, used, at, zone)) {
    const auto first = std::ranges::lower_bound(used, window_begin(window, at, zone));
    at = window_leaves(window, *first, zone);
  }
  return at <= last ? std::optional(at) : std::nullopt;
}

}  // namespace sop
