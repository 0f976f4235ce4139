// The caps of the policies (semantics D9) against the contacts a customer has had: is there room at an instant, and if
// not, what becomes of the contact. A slot is taken when the action is written (`add_contact`), counted at its due
// instant; a deferred contact holds none and is judged again at its new instant.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/contacts/hours.h"

namespace sop {

// One contact that is decided. Over all journeys and rules.
struct ContactMade {
  Micros due_at = 0;
  ContactKind kind;
  bool operator==(const ContactMade&) const = default;
};

// Of one customer, ascending by `due_at`.
using ContactLog = std::vector<ContactMade>;

void add_contact(ContactLog& log, ContactMade made);
// Two customers turned out to be one (semantics E8).
ContactLog merged(const ContactLog& a, const ContactLog& b);
// Forgets what no cap and no quota counts at `earliest` or later: the first instant that may still be decided, late
// events included.
void trim(ContactLog& log, const Contacts& contacts, Micros earliest, const ZoneRules& zone);

// The first of `caps` (indexes into Contacts::caps, of those that are about this contact and hold for her) that has no
// room at `at`; -1: there is room.
std::int32_t full_cap(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactLog& log, Micros at,
                      const ZoneRules& zone);

// The first instant in [from, last] at which all caps have room and all hours are open.
std::optional<Micros> first_slot(const Contacts& contacts, std::span<const std::uint32_t> caps,
                                 const ContactHours& hours, const ContactLog& log, Micros from, Micros last,
                                 const ZoneRules& zone);

enum class CapOutcome : std::uint8_t { room, skip, exit, defer };

struct CapVerdict {
  CapOutcome outcome = CapOutcome::room;
  std::int32_t cap = -1;  // the full one that decided it
  Micros at = 0;          // room: `now`; defer: when to judge again
};

// Judges a contact at `now` that was first due at `due`, before hours and deferrals: of several full caps the strictest
// word counts (exit, skip, defer; the shortest deferral), and of several of one word the first. What was deferred then
// and finds another cap full at its new instant is deferred again: it takes the first instant at which all have room.
// A deferral goes up to and including due + d and never beyond `last`; where no instant is left it is what the full cap
// says, a deferring one skips. Open hours at `now` are the caller's business.
CapVerdict judge_caps(const Contacts& contacts, std::span<const std::uint32_t> caps, const ContactHours& hours,
                      const ContactLog& log, Micros due, Micros now, Micros last, const ZoneRules& zone);

}  // namespace sop
