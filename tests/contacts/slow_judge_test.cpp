// Random caps, hours and contacts against a judge that knows nothing of windows or edges: it goes minute by minute and
// counts, by the words of semantics D9 and D10.
#include <catch2/catch.hpp>
#include <random>

#include "clock.h"
#include "runtime/contacts/cap_ledger.h"
#include "stdlib/time/shift.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

bool counts(Duration window, Micros what, Micros end, const ZoneRules& zone) {
  if (what > end) return false;
  if (window.unit == DurationUnit::micros) return what > end - window.count;
  const Days day = zone.local_date(what), today = zone.local_date(end);
  if (window.unit == DurationUnit::days) return day > today - window.count;
  Days before = 0;
  add_months(today, -window.count, before);
  return day > before;
}

// With one more at `at`: does any window hold more than the cap allows?
bool overfull(const Contacts& contacts, const Cap& cap, const ContactLog& log, Micros at, const ZoneRules& zone) {
  std::vector<Micros> all{at};
  for (const ContactMade& made : log)
    if (is_about(contacts, cap.filter, made.kind)) all.push_back(made.due_at);
  for (const Micros end : all) {
    if (!counts(cap.window, at, end, zone)) continue;
    std::int64_t in_window = 0;
    for (const Micros one : all) in_window += counts(cap.window, one, end, zone) ? 1 : 0;
    if (in_window > cap.count) return true;
  }
  return false;
}

bool closed(const Contacts& contacts, ContactKind kind, Micros at, const ZoneRules& zone) {
  const Micros now = zone.local_time(at);
  const auto inside = [&](const DayHours& hours) {
    if (hours.from_us < hours.to_us) return now >= hours.from_us && now < hours.to_us;
    return now >= hours.from_us || now < hours.to_us;
  };
  for (const QuietHours& quiet : contacts.quiet)
    if (is_about(contacts, quiet.filter, kind) && inside(quiet.hours)) return true;
  if (kind.channel < 0) return false;
  const auto& valid = contacts.channels[static_cast<std::size_t>(kind.channel)].valid;
  bool open = valid.empty();
  for (const DayHours& hours : valid) open = open || inside(hours);
  return !open;
}

std::optional<Micros> slow_slot(const Contacts& contacts, ContactKind kind, const ContactLog& log, Micros from,
                                Micros last, const ZoneRules& zone) {
  for (Micros at = from; at <= last; at += minute) {
    bool good = !closed(contacts, kind, at, zone);
    for (const Cap& cap : contacts.caps)
      good = good && !(is_about(contacts, cap.filter, kind) && overfull(contacts, cap, log, at, zone));
    if (good) return at;
  }
  return std::nullopt;
}

struct Case {
  std::mt19937 random;
  Micros start;

  std::int64_t up_to(std::int64_t n) { return std::uniform_int_distribution<std::int64_t>(0, n)(random); }
  Micros instant() { return start + up_to(6 * 24 * 60) * minute; }
  DayHours hours() {
    const Micros from = up_to(47) * 30 * minute;
    const Micros to = (from + (1 + up_to(46)) * 30 * minute) % micros_per_day;
    return {from, to, {}};
  }
  ContactFilter filter() {
    constexpr const char* channels[] = {"", "", "a", "b"};
    return {channels[up_to(3)], static_cast<ContactClass>(up_to(3) % 3)};
  }
  ContactKind kind() {
    return {static_cast<std::int32_t>(up_to(2)) - 1, up_to(2) == 0 ? ContactClass::service : ContactClass::marketing};
  }
  Duration window() {
    switch (up_to(2)) {
      case 0: return {1 + up_to(4), DurationUnit::days};
      case 1: return {(1 + up_to(80)) * hour, DurationUnit::micros};
      default: return {1, DurationUnit::months};
    }
  }
};

}  // namespace

TEST_CASE("the first slot is the one that a minute by minute judge finds") {
  const ZoneRules zones[] = {shanghai(), berlin()};
  std::size_t found = 0, moved = 0;
  for (unsigned seed = 0; seed < 1'500; ++seed) {
    const ZoneRules& zone = zones[seed % 2];
    // Around both changes of the clock, the end of February and an ordinary week.
    const Micros starts[] = {on(zone, 2026, 3, 27, 0), on(zone, 2026, 10, 23, 0), on(zone, 2026, 2, 25, 0),
                             on(zone, 2026, 5, 1, 0)};
    Case one{std::mt19937(seed), starts[seed / 2 % 4]};
    Contacts contacts;
    contacts.channels = {{.name = "a"}, {.name = "b"}};
    for (Channel& channel : contacts.channels)
      for (std::int64_t i = one.up_to(2); i > 0; --i) channel.valid.push_back(one.hours());
    for (std::int64_t i = one.up_to(1); i > 0; --i)
      contacts.quiet.push_back({.policy = "p", .hours = one.hours(), .filter = one.filter()});
    for (std::int64_t i = one.up_to(3); i > 0; --i)
      contacts.caps.push_back({.count = 1 + one.up_to(2), .window = one.window(), .filter = one.filter()});
    ContactLog log;
    for (std::int64_t i = one.up_to(8); i > 0; --i) add_contact(log, {one.instant(), one.kind()});

    const ContactKind kind = one.kind();
    const Micros from = one.instant(), last = from + one.up_to(4 * 24 * 60) * minute;
    const auto caps = caps_about(contacts, kind);
    const auto slow = slow_slot(contacts, kind, log, from, last, zone);
    CAPTURE(seed);
    REQUIRE(first_slot(contacts, caps, hours_about(contacts, kind, ""), log, from, last, zone) == slow);
    found += slow ? 1 : 0;
    moved += slow && *slow != from ? 1 : 0;
  }
  CHECK(found > 500);  // the cases are not all empty
  CHECK(moved > 200);
}
