#include "runtime/contacts/quota.h"

#include <catch2/catch.hpp>

#include "clock.h"

using namespace sop;
using namespace sop::contact_tests;

namespace {

constexpr Duration one_day{1, DurationUnit::days};

Contacts quota_shop() {
  Contacts contacts;
  contacts.channels = {{.name = "chat", .kind = ChannelKind::staff_task},
                       {.name = "moments", .kind = ChannelKind::broadcast}};
  contacts.channels[0].quotas = {{1, one_day, QuotaPer::customer, {}}, {2, one_day, QuotaPer::staff, {}}};
  contacts.channels[1].quotas = {{1, one_day, QuotaPer::channel, {}}};
  return contacts;
}

}  // namespace

TEST_CASE("quotas per customer and per member of staff") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = quota_shop();
  const Micros noon = on(zone, 2026, 5, 1, 12);
  QuotaBook book;
  const QuotaAsk anna{0, "anna", "t", noon}, ben{0, "ben", "t", noon};
  CHECK(book.full(contacts, anna, {}, zone) == -1);
  CHECK(book.full(contacts, anna, {{noon, {0, ContactClass::service}}}, zone) == 0);
  CHECK(book.full(contacts, anna, {{noon, {1, ContactClass::service}}}, zone) == -1);
  book.take(contacts, anna);
  CHECK(book.full(contacts, anna, {}, zone) == -1);
  book.take(contacts, anna);  // another customer's: staff quotas go across customers
  CHECK(book.full(contacts, anna, {}, zone) == 1);
  CHECK(book.full(contacts, ben, {}, zone) == -1);
  CHECK(book.full(contacts, {0, "anna", "t", on(zone, 2026, 5, 2, 0)}, {}, zone) == -1);
  CHECK(book.full(contacts, {0, "anna", "t", on(zone, 2026, 5, 1, 0)}, {}, zone) == 1);
}

TEST_CASE("a broadcast is one post for all whom it reaches") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = quota_shop();
  const Micros noon = on(zone, 2026, 5, 1, 12);
  QuotaBook book;
  book.take(contacts, {1, "", "spring", noon});
  CHECK(book.full(contacts, {1, "", "spring", noon}, {}, zone) == -1);
  book.take(contacts, {1, "", "spring", noon});
  CHECK(book.full(contacts, {1, "", "autumn", noon}, {}, zone) == 0);
  CHECK(book.full(contacts, {1, "", "spring", noon + hour}, {}, zone) == 0);
  CHECK(book.full(contacts, {1, "", "autumn", on(zone, 2026, 5, 2, 9)}, {}, zone) == -1);
}

TEST_CASE("contacts without a channel have no quota") {
  const Contacts contacts = quota_shop();
  QuotaBook book;
  book.take(contacts, {-1, "anna", "t", 0});
  CHECK(book == QuotaBook{});
  CHECK(book.full(contacts, {-1, "anna", "t", 0}, {}, shanghai()) == -1);
}

TEST_CASE("a book of quotas as text, and what it forgets") {
  const ZoneRules zone = shanghai();
  const Contacts contacts = quota_shop();
  const Micros noon = on(zone, 2026, 5, 1, 12);
  QuotaBook book;
  for (const QuotaAsk& ask : {QuotaAsk{0, "anna", "t", noon}, QuotaAsk{0, "anna", "t", noon + hour},
                              QuotaAsk{0, "本 3:x", "t", noon}, QuotaAsk{1, "", "spring", noon}})
    book.take(contacts, ask);
  const std::string text = book.text();
  CHECK(QuotaBook::from_text(text) == book);
  CHECK(QuotaBook::from_text("") == QuotaBook{});
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    const auto read = QuotaBook::from_text(std::string_view(text).substr(0, cut));
    CHECK((!read || *read != book));
  }
  QuotaBook same_day = book;
  same_day.trim(contacts, on(zone, 2026, 5, 1, 23), zone);
  CHECK(same_day == book);
  book.trim(contacts, on(zone, 2026, 5, 2, 0), zone);
  CHECK(book == QuotaBook{});
}
