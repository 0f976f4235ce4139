#include "runtime/contacts/holdout.h"

#include <catch2/catch.hpp>

#include "runtime/contacts/contenders.h"

using namespace sop;

namespace {

std::string customer(int i) { return "c" + std::to_string(i); }

}  // namespace

TEST_CASE("a place is the same for ever") {
  CHECK(stable_place("contact", "c1") == stable_place("contact", "c1"));
  CHECK(stable_place("contact", "c1") == 1'451'140);  // written down once: another value moves people between arms
  CHECK(stable_place("ab", "c") != stable_place("a", "bc"));
}

TEST_CASE("a holdout takes its share, by policy and customer") {
  Contacts contacts;
  contacts.holdouts = {{"a", 500'000, {}}, {"b", 1'000'000, {}}};
  int held = 0, by_a = 0, both = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::int32_t policy = held_out(contacts, customer(i), ContactClass::marketing);
    held += policy >= 0 ? 1 : 0;
    by_a += policy == 0 ? 1 : 0;
    both += stable_place("a", customer(i)) < 500'000 && stable_place("b", customer(i)) < 1'000'000 ? 1 : 0;
    CHECK(held_out(contacts, customer(i), ContactClass::service) == -1);
  }
  CHECK(std::abs(by_a - 1'000) < 100);  // 5 % of 20,000
  CHECK(std::abs(held - 2'900) < 170);  // 5 % and 10 % drawn apart
  CHECK(std::abs(both - 100) < 40);
  contacts.holdouts = {{"a", 0, {}}, {"b", whole_share, {}}};
  CHECK(held_out(contacts, "c1", ContactClass::marketing) == 1);
}

TEST_CASE("arms own ranges in the order of the source, after the holdout") {
  const std::vector<SplitArm> before{{4'500'000}, {4'500'000}, {1'000'000, true}};
  const std::vector<SplitArm> after{{2'000'000}, {7'000'000}, {1'000'000, true}};
  int counts[3] = {0, 0, 0};
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t arm = split_arm(before, "salt", customer(i));
    ++counts[arm];
    CHECK((arm == 2) == (stable_place("salt", customer(i)) < 1'000'000));
    CHECK((arm == 2) == (split_arm(after, "salt", customer(i)) == 2));  // the holdout stays who it was
  }
  CHECK(std::abs(counts[0] - 9'000) < 300);
  CHECK(std::abs(counts[2] - 2'000) < 150);
  CHECK(split_arm(std::vector<SplitArm>{{0}, {whole_share}}, "s", "c1") == 1);
}

TEST_CASE("contenders: priority, original due time, name, customer") {
  Contacts contacts;
  contacts.priority = {"first", "second"};
  const auto rank = [&](const char* name) { return priority_rank(contacts, name); };
  CHECK(rank("first") < rank("second"));
  CHECK(rank("second") < rank("unlisted"));
  CHECK(rank("unlisted") == rank("another"));
  const Contender late{rank("first"), 9, "first", "c9"}, early{rank("unlisted"), 1, "b", "c1"};
  CHECK(late < early);
  CHECK(early < Contender{rank("a"), 2, "a", "c1"});
  CHECK(Contender{5, 1, "a", "c2"} < Contender{5, 1, "b", "c1"});
  CHECK(Contender{5, 1, "a", "c1"} < Contender{5, 1, "a", "c2"});
}
