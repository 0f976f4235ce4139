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

CapVerdict judge_caps(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactHours& hours,
                      const ContactLog& log, Micros due, Micros now, Micros last, const ZoneRules& zone) {
  CapVerdict verdict{CapOutcome::room, -1, now};
  Micros limit = last;
  for (const std::uint32_t i : caps) {
    const Cap& cap = contacts.caps[i];
    if (!full(contacts, cap, log, now, zone)) continue;
    const auto index = static_cast<std::int32_t>(i);
    switch (cap.on_full) {
      case OnFull::exit: return {CapOutcome::exit, index, now};
      case OnFull::skip:
        if (verdict.outcome != CapOutcome::skip) verdict = {CapOutcome::skip, index, now};
        break;
      case OnFull::defer:
        limit = std::min(limit, shifted(due, cap.defer, zone));
        if (verdict.outcome == CapOutcome::room) verdict = {CapOutcome::defer, index, now};
        break;
    }
  }
  if (verdict.outcome != CapOutcome::defer) return verdict;
  const std::optional<Micros> slot = first_slot(contacts, caps, hours, log, now, limit, zone);
  if (!slot) return {CapOutcome::skip, verdict.cap, now};
  verdict.at = *slot;
  return verdict;
}

}  // namespace sop
