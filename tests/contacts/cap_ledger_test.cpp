#include "runtime/contacts/cap_ledger.h"

#include <catch2/catch.hpp>

#include "clock.h"
#include "runtime/contacts/ledger_text.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

constexpr Micros never = INT64_MAX - 1;
constexpr ContactKind sms{0, ContactClass::marketing}, chat{1, ContactClass::marketing},
    sms_service{0, ContactClass::service}, invitation{-1, ContactClass::marketing};

Cap cap(std::int64_t count, std::int64_t in_days, OnFull on_full, ContactFilter filter = {}) {
  return {.policy = "contact",
          .count = count,
          .window = {in_days, DurationUnit::days},
          .filter = filter,
          .on_full = on_full,
          .defer = {2, DurationUnit::days}};
}

Contacts with(std::vector<Cap> caps) {
  Contacts contacts;
  contacts.channels = {{.name = "sms"}, {.name = "chat"}};
  contacts.caps = std::move(caps);
  return contacts;
}

ContactLog log_of(std::initializer_list<ContactMade> made) {
  ContactLog log;
  for (const ContactMade& one : made) add_contact(log, one);
  return log;
}

CapVerdict judged(const Contacts& contacts, ContactKind kind, const ContactLog& log, Micros at, Micros last = never) {
  const auto caps = caps_about(contacts, kind);
  return judge_caps(contacts, caps, {}, log, at, at, last, shanghai());
}

}  // namespace

TEST_CASE("caps count every contact that they are about, of every journey and rule") {
  const ZoneRules zone = shanghai();
  const Micros noon = on(zone, 2026, 5, 1, 12);
  const Contacts contacts = with(
      {cap(1, 1, OnFull::skip, {"sms", ContactClass::any}), cap(2, 7, OnFull::skip, {"", ContactClass::marketing})});
  const auto full = [&](ContactKind kind, const ContactLog& log) {
    return full_cap(contacts, caps_about(contacts, kind), log, noon + hour, zone);
  };
  CHECK(full(sms, {}) == -1);
  CHECK(full(sms, log_of({{noon, chat}})) == -1);
  CHECK(full(sms, log_of({{noon, sms}})) == 0);
  CHECK(full(sms_service, log_of({{noon, sms}})) == 0);  // a cap holds for every class unless it says one
  CHECK(full(sms, log_of({{noon, sms_service}})) == 0);
  CHECK(full(chat, log_of({{noon, sms}, {noon, invitation}})) == 1);
  CHECK(full(chat, log_of({{noon, sms}, {noon, sms_service}})) == -1);
  CHECK(full(invitation, log_of({{noon, sms}, {noon, sms}})) == 1);
  CHECK(caps_about(contacts, sms_service) == std::vector<std::uint32_t>{0});
}

TEST_CASE("a deferral goes up to and including due + d") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = with({cap(1, 1, OnFull::defer)});
  const Micros due = on(zone, 2026, 5, 1, 0);
  const ContactLog two{{due, sms}, {due + 25 * hour, sms}};
  const CapVerdict last = judged(contacts, sms, two, due);
  CHECK(last.outcome == CapOutcome::defer);
  CHECK(last.at == on(zone, 2026, 5, 3, 0));  // exactly two days later
  ContactLog three = two;
  add_contact(three, {due + 48 * hour, sms});
  CHECK(judged(contacts, sms, three, due).outcome == CapOutcome::skip);
  CHECK(judged(contacts, sms, two, due, last.at).outcome == CapOutcome::defer);
  CHECK(judged(contacts, sms, two, due, last.at - 1).outcome == CapOutcome::skip);  // nothing left within its expiry
}

TEST_CASE("a deferred contact counts from when it was due, however often it is judged") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = with({cap(1, 1, OnFull::defer)});
  const auto caps = caps_about(contacts, sms);
  const Micros due = on(zone, 2026, 5, 1, 0), second = on(zone, 2026, 5, 2, 0), third = on(zone, 2026, 5, 3, 0);
  ContactLog log{{due, sms}};
  CHECK(judge_caps(contacts, caps, {}, log, due, due, never, zone).at == second);
  add_contact(log, {second, sms});  // somebody with priority took it
  const CapVerdict again = judge_caps(contacts, caps, {}, log, due, second, never, zone);
  CHECK(again.outcome == CapOutcome::defer);
  CHECK(again.at == third);
  add_contact(log, {third, sms});
  CHECK(judge_caps(contacts, caps, {}, log, due, third, never, zone).outcome == CapOutcome::skip);
}

TEST_CASE("of several full caps the strictest counts") {
  const Micros noon = on(shanghai(), 2026, 5, 1, 12);
  const ContactLog log{{noon, sms}};
  CHECK(judged(with({cap(1, 1, OnFull::defer), cap(1, 1, OnFull::skip)}), sms, log, noon).outcome == CapOutcome::skip);
  const CapVerdict exits =
      judged(with({cap(1, 1, OnFull::skip), cap(1, 1, OnFull::exit), cap(1, 1, OnFull::defer)}), sms, log, noon);
  CHECK(exits.outcome == CapOutcome::exit);
  CHECK(exits.cap == 1);
  // A deferral looks for room under all of them: also where the other one would have skipped.
  const CapVerdict later = judged(with({cap(1, 1, OnFull::defer), cap(2, 2, OnFull::skip)}), sms,
                                  ContactLog{{noon - 24 * hour, sms}, {noon, sms}}, noon);
  CHECK(later.outcome == CapOutcome::skip);
  Contacts shortest = with({cap(1, 1, OnFull::defer), cap(1, 2, OnFull::defer)});
  shortest.caps[0].defer = {1, DurationUnit::days};
  CHECK(judged(shortest, sms, log, noon).outcome == CapOutcome::skip);  // two days are more than the shorter one waits
  CHECK(judged(with({cap(0, 1, OnFull::defer)}), sms, {}, noon).outcome == CapOutcome::skip);
}

TEST_CASE("a slot is where caps have room and hours are open") {
  const ZoneRules zone = shanghai();
  Contacts contacts = with({cap(1, 1, OnFull::defer), cap(1, 7, OnFull::defer, {"", ContactClass::service})});
  contacts.quiet = {{.policy = "a", .hours = {21 * hour, 9 * hour, {}}}};
  const ContactHours hours = hours_about(contacts, sms, "");
  const Micros due = on(zone, 2026, 5, 1, 12);
  const auto caps = caps_about(contacts, sms);
  CHECK(judge_caps(contacts, caps, hours, {{due, sms}}, due, due, never, zone).at == on(zone, 2026, 5, 2, 9));
  CHECK_FALSE(first_slot(contacts, caps, hours, {{due, sms}}, due, on(zone, 2026, 5, 2, 9) - 1, zone));
  CHECK(first_slot(contacts, caps, hours, {{due, sms}, {on(zone, 2026, 5, 2, 20), sms}}, due, never, zone) ==
        on(zone, 2026, 5, 3, 9));
}

TEST_CASE("what is forgotten is what no window reaches any more") {
  const ZoneRules zone = shanghai();
  Contacts contacts = with({cap(1, 7, OnFull::skip)});
  const Micros at = on(zone, 2026, 5, 8, 12);
  const ContactMade old{on(zone, 2026, 5, 1, 23, 59), sms}, counted{on(zone, 2026, 5, 2, 0), sms};
  ContactLog log{old, counted};
  trim(log, contacts, at, zone);
  CHECK(log == ContactLog{counted});
  contacts.channels[0].quotas = {{.count = 1, .window = {1, DurationUnit::months}, .per = QuotaPer::customer}};
  log = {old, counted};
  trim(log, contacts, at, zone);
  CHECK(log == ContactLog{old, counted});
}

TEST_CASE("two customers become one") {
  const ContactLog a{{1, sms}, {5, chat}}, b{{2, sms}, {5, sms_service}};
  CHECK(merged(a, b) == ContactLog{{1, sms}, {2, sms}, {5, chat}, {5, sms_service}});
}

TEST_CASE("a ledger as text, and back") {
  Contacts contacts = with({});
  contacts.channels.push_back({.name = "私聊 3:m"});
  const ContactLog log{{-5, invitation}, {0, sms_service}, {1'790'000'000'000'000, {2, ContactClass::marketing}}};
  const std::string text = ledger_text(log, contacts);
  CHECK(ledger_from_text(text, contacts) == log);
  CHECK(ledger_from_text("", contacts) == ContactLog{});
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    CAPTURE(cut);
    const auto read = ledger_from_text(std::string_view(text).substr(0, cut), contacts);
    CHECK((!read || read->size() < log.size()));
  }
  CHECK_FALSE(ledger_from_text("5m0:3m0:", contacts));  // not in order
  CHECK_FALSE(ledger_from_text("5x0:", contacts));
  contacts.channels.clear();
  CHECK(ledger_from_text("5m3:sms", contacts) == ContactLog{{5, invitation}});
}
