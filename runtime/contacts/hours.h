// The hours of one contact (semantics D10): its channel and template are open in some hours, quiet hours close others.
// Hours are what the clock on the wall shows, half open; where a change of the clock leaves an hour out, it has no
// instant, and where it shows one twice, both are of it.
#pragma once

#include <optional>
#include <vector>

#include "runtime/contacts/contact_kind.h"
#include "stdlib/time/zone.h"

namespace sop {

struct ContactHours {
  std::vector<std::vector<DayHours>> open;  // the contact lies in one of each
  std::vector<const QuietHours*> quiet;     // and in none of these; they point into Contacts
};

// `template_name`: or empty.
ContactHours hours_about(const Contacts& contacts, ContactKind kind, std::string_view template_name);

bool is_inside(const DayHours& hours, Micros local_time);
bool is_open(const ContactHours& hours, Micros at, const ZoneRules& zone);
// The first instant in [from, last] that is open for all.
std::optional<Micros> next_open(const ContactHours& hours, Micros from, Micros last, const ZoneRules& zone);

enum class HoursOutcome : std::uint8_t {
  open,     // at its due instant
  waits,    // for `at`
  skipped,  // due in quiet hours that say `skip`, or that hold it no longer than their `defer up to`
  expired,  // no opening up to `last`
};

struct HoursVerdict {
  HoursOutcome outcome = HoursOutcome::open;
  Micros at = 0;
};

// `last`: the last instant at which it is still worth making.
HoursVerdict judge_hours(const ContactHours& hours, Micros due, Micros last, const ZoneRules& zone);

}  // namespace sop
