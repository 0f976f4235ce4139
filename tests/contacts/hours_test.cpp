#include "runtime/contacts/hours.h"

#include <catch2/catch.hpp>

#include "clock.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

constexpr Micros no_end = INT64_MAX;

DayHours span_of(int from, int to) { return {from * hour, to * hour, {}}; }

// A channel open 09:00 to 21:00, a template 10:00 to 20:00 on it, one that crosses midnight elsewhere.
Contacts shop() {
  Contacts contacts;
  contacts.channels = {{.name = "chat", .valid = {span_of(9, 21)}}, {.name = "night", .valid = {span_of(22, 6)}}};
  contacts.templates = {{.name = "day", .channel = "chat", .valid = {span_of(10, 20)}},
                        {.name = "order", .channel = "chat", .of_class = ContactClass::service}};
  return contacts;
}

ContactHours about(const Contacts& contacts, const char* channel, const char* made) {
  return hours_about(contacts, contact_kind(contacts, channel, made), made);
}

}  // namespace

TEST_CASE("hours: all of them, half open") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = shop();
  const ContactHours day = about(contacts, "chat", "day");
  CHECK_FALSE(is_open(day, on(zone, 2026, 5, 1, 9, 59), zone));
  CHECK(is_open(day, on(zone, 2026, 5, 1, 10), zone));
  CHECK(is_open(day, on(zone, 2026, 5, 1, 20) - 1, zone));
  CHECK_FALSE(is_open(day, on(zone, 2026, 5, 1, 20), zone));
  CHECK(next_open(day, on(zone, 2026, 5, 1, 20), no_end, zone) == on(zone, 2026, 5, 2, 10));
  CHECK(next_open(day, on(zone, 2026, 5, 1, 11, 30), no_end, zone) == on(zone, 2026, 5, 1, 11, 30));
  CHECK(next_open(about(contacts, "chat", ""), on(zone, 2026, 5, 1, 3), no_end, zone) == on(zone, 2026, 5, 1, 9));
}

TEST_CASE("hours that cross midnight") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = shop();
  const ContactHours night = about(contacts, "night", "");
  CHECK(is_open(night, on(zone, 2026, 5, 1, 23), zone));
  CHECK(is_open(night, on(zone, 2026, 5, 1, 0), zone));
  CHECK_FALSE(is_open(night, on(zone, 2026, 5, 1, 6), zone));
  CHECK(next_open(night, on(zone, 2026, 5, 1, 6), no_end, zone) == on(zone, 2026, 5, 1, 22));
}

TEST_CASE("several spans of one channel are its hours together, `24:00` is an end") {
  const ZoneRules zone = shanghai();
  Contacts contacts = shop();
  contacts.channels[0].valid = {span_of(9, 12), span_of(13, 24)};
  const ContactHours chat = about(contacts, "chat", "");
  CHECK(next_open(chat, on(zone, 2026, 5, 1, 12), no_end, zone) == on(zone, 2026, 5, 1, 13));
  CHECK(is_open(chat, on(zone, 2026, 5, 1, 23, 59), zone));
  CHECK(next_open(chat, on(zone, 2026, 5, 2, 0), no_end, zone) == on(zone, 2026, 5, 2, 9));
}

TEST_CASE("quiet hours of all policies that are about it") {
  const ZoneRules zone = shanghai();
  Contacts contacts = shop();
  contacts.quiet = {{.policy = "a", .hours = span_of(21, 9)},
                    {.policy = "b", .hours = span_of(9, 11), .filter = {"", ContactClass::marketing}},
                    {.policy = "b", .hours = span_of(11, 15), .filter = {"night", ContactClass::any}}};
  CHECK(next_open(about(contacts, "chat", "day"), on(zone, 2026, 5, 1, 20), no_end, zone) == on(zone, 2026, 5, 2, 11));
  CHECK(next_open(about(contacts, "chat", "order"), on(zone, 2026, 5, 1, 21), no_end, zone) == on(zone, 2026, 5, 2, 9));
  CHECK(next_open(about(contacts, "", "order"), on(zone, 2026, 5, 1, 8), no_end, zone) == on(zone, 2026, 5, 1, 9));
}

TEST_CASE("hours that leave nothing open never open") {
  const ZoneRules zone = shanghai();
  Contacts contacts = shop();
  contacts.quiet = {{.policy = "a", .hours = span_of(8, 22)}};
  CHECK_FALSE(next_open(about(contacts, "chat", "day"), on(zone, 2026, 5, 1, 20), no_end, zone));
}

TEST_CASE("an hour that the clock leaves out or shows twice") {
  const ZoneRules zone = berlin();
  Contacts contacts;
  contacts.channels = {{.name = "early", .valid = {{2 * hour + 30 * minute, 5 * hour, {}}}},
                       {.name = "gone", .valid = {span_of(2, 3)}}};
  // 29 March has no 02:30: the first instant of these hours is 03:00.
  CHECK(next_open(about(contacts, "early", ""), on(zone, 2026, 3, 29, 0), no_end, zone) == on(zone, 2026, 3, 29, 3));
  CHECK(next_open(about(contacts, "gone", ""), on(zone, 2026, 3, 29, 0), no_end, zone) == on(zone, 2026, 3, 30, 2));
  // On 25 October 02:00 to 03:00 comes twice, and both are quiet.
  contacts.channels.clear();
  contacts.quiet = {{.policy = "a", .hours = {21 * hour, 2 * hour + 30 * minute, {}}}};
  const ContactHours all = about(contacts, "", "");
  const Micros first = on(zone, 2026, 10, 25, 2, 30);
  CHECK(next_open(all, on(zone, 2026, 10, 25, 0), no_end, zone) == first);
  CHECK(next_open(all, first + 30 * minute, no_end, zone) == first + hour);  // 02:00 again
}

TEST_CASE("what becomes of a contact outside of its hours") {
  const ZoneRules zone = shanghai();
  Contacts contacts = shop();
  contacts.quiet = {{.policy = "a", .hours = span_of(21, 9)}};
  const ContactHours chat = about(contacts, "chat", "order");
  const Micros due = on(zone, 2026, 5, 1, 22), opening = on(zone, 2026, 5, 2, 9);
  CHECK(judge_hours(chat, on(zone, 2026, 5, 1, 12), no_end, zone).outcome == HoursOutcome::open);
  const HoursVerdict waits = judge_hours(chat, due, no_end, zone);
  CHECK(waits.outcome == HoursOutcome::waits);
  CHECK(waits.at == opening);
  CHECK(judge_hours(chat, due, opening, zone).outcome == HoursOutcome::waits);
  CHECK(judge_hours(chat, due, opening - 1, zone).outcome == HoursOutcome::expired);

  contacts.quiet[0].has_limit = true;
  contacts.quiet[0].limit = {11 * hour, DurationUnit::micros};
  CHECK(judge_hours(about(contacts, "chat", "order"), due, no_end, zone).outcome == HoursOutcome::waits);
  CHECK(judge_hours(about(contacts, "chat", "order"), due - 1, no_end, zone).outcome == HoursOutcome::skipped);
  contacts.quiet[0].skip = true;
  CHECK(judge_hours(about(contacts, "chat", "order"), due, no_end, zone).outcome == HoursOutcome::skipped);
  // Before the channel opens, and not in quiet hours: it waits as ever.
  contacts.quiet[0].hours = span_of(23, 6);
  CHECK(judge_hours(about(contacts, "chat", "order"), on(zone, 2026, 5, 1, 8), no_end, zone).outcome ==
        HoursOutcome::waits);
}
