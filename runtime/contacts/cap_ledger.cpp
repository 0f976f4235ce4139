#include "runtime/contacts/cap_ledger.h"

#include <algorithm>

#include "runtime/contacts/counted_window.h"
#include "stdlib/time/shift.h"

namespace sop {
namespace {

std::vector<Micros> counted_by(const Contacts& contacts, const Cap& cap, const ContactLog& log) {
  std::vector<Micros> used;
  for (const ContactMade& made : log)
    if (is_about(contacts, cap.filter, made.kind)) used.push_back(made.due_at);
  return used;
}

bool full(const Contacts& contacts, const Cap& cap, const ContactLog& log, Micros at, const ZoneRules& zone) {
  return !has_room(cap.window, cap.count, counted_by(contacts, cap, log), at, zone);
}

}  // namespace

void add_contact(ContactLog& log, ContactMade made) {
  log.insert(std::ranges::upper_bound(log, made.due_at, {}, &ContactMade::due_at), made);
}

ContactLog merged(const ContactLog& a, const ContactLog& b) {
  ContactLog out;
  std::ranges::merge(a, b, std::back_inserter(out), {}, &ContactMade::due_at, &ContactMade::due_at);
  return out;
}

void trim(ContactLog& log, const Contacts& contacts, Micros earliest, const ZoneRules& zone) {
  Micros oldest = earliest;
  for (const Cap& cap : contacts.caps) oldest = std::min(oldest, window_begin(cap.window, earliest, zone));
  for (const Channel& channel : contacts.channels)
    for (const Quota& quota : channel.quotas)
      if (quota.per == QuotaPer::customer) oldest = std::min(oldest, window_begin(quota.window, earliest, zone));
  log.erase(log.begin(), std::ranges::lower_bound(log, oldest, {}, &ContactMade::due_at));
}

std::int32_t full_cap(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactLog& log, Micros at,
                      const ZoneRules& zone) {
  for (const std::uint32_t i : caps)
    if (full(contacts, contacts.caps[i], log, at, zone)) return static_cast<std::int32_t>(i);
  return -1;
}

// What one rule puts off, all others are asked about again: until nobody moves the instant any more.
std::optional<Micros> first_slot(const Contacts& contacts, std::span<const std::uint32_t> caps,
                                 const ContactHours& hours, const ContactLog& log, Micros from, Micros last,
                                 const ZoneRules& zone) {
  std::vector<std::vector<Micros>> used;
  for (const std::uint32_t i : caps) used.push_back(counted_by(contacts, contacts.caps[i], log));
  for (Micros at = from;;) {
    std::optional<Micros> next = next_open(hours, at, last, zone);
    for (std::size_t i = 0; i < caps.size() && next; ++i) {
      const Cap& cap = contacts.caps[caps[i]];
      next = next_room(cap.window, cap.count, used[i], *next, last, zone);
    }
    if (!next || *next == at) return next;
    at = *next;
  }
}

namespace {

// Until when the contact may be put off at `at`; none: no full cap says so.
std::optional<Micros> deferred_until(const Contacts& contacts, std::span<const std::uint32_t> caps,
                                     const ContactLog& log, Micros due, Micros at, const ZoneRules& zone) {
  std::optional<Micros> out;
  for (const std::uint32_t i : caps) {
    const Cap& cap = contacts.caps[i];
    if (cap.on_full != OnFull::defer || !full(contacts, cap, log, at, zone)) continue;
    const Micros until = shifted(due, cap.defer, zone);
    out = out ? std::min(*out, until) : until;
  }
  return out;
}

// The full cap at `at` whose word is the strictest; -1: there is room.
std::int32_t strictest(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactLog& log, Micros at,
                       const ZoneRules& zone) {
  std::int32_t out = -1;
  const auto strictness = [](OnFull word) { return word == OnFull::exit ? 2 : word == OnFull::skip ? 1 : 0; };
  for (const std::uint32_t i : caps) {
    if (!full(contacts, contacts.caps[i], log, at, zone)) continue;
    if (out < 0 ||
        strictness(contacts.caps[i].on_full) > strictness(contacts.caps[static_cast<std::size_t>(out)].on_full))
      out = static_cast<std::int32_t>(i);
  }
  return out;
}

}  // namespace

CapVerdict judge_caps(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactHours& hours,
                      const ContactLog& log, Micros due, Micros now, Micros last, const ZoneRules& zone) {
  const std::int32_t cap = strictest(contacts, caps, log, now, zone);
  if (cap < 0) return {CapOutcome::room, -1, now};
  const OnFull word = contacts.caps[static_cast<std::size_t>(cap)].on_full;
  const std::optional<Micros> until = deferred_until(contacts, caps, log, due, now, zone);
  // What was put off before goes on looking for room in all caps, whatever the one says that is full now.
  const Micros first = next_open(hours, due, last, zone).value_or(due);
  const std::optional<Micros> earlier =
      now > first ? deferred_until(contacts, caps, log, due, first, zone) : std::nullopt;
  if (!earlier && word == OnFull::exit) return {CapOutcome::exit, cap, now};
  if (!earlier && word == OnFull::skip) return {CapOutcome::skip, cap, now};
  const Micros limit = std::min({last, until.value_or(INT64_MAX), earlier.value_or(INT64_MAX)});
  const std::optional<Micros> slot = first_slot(contacts, caps, hours, log, now, limit, zone);
  if (slot) return {CapOutcome::defer, cap, *slot};
  return {word == OnFull::exit ? CapOutcome::exit : CapOutcome::skip, cap, now};
}

}  // namespace sop
