// Who is one person (semantics E8) against the definition written out by pairs, and in any order of accounts.
#include "runtime/io/same_person.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <random>
#include <set>

using namespace sop;

namespace {

using Value = std::optional<TextCode>;
using Numbers = std::vector<std::size_t>;

constexpr std::int64_t holders_of_phone = 3;

struct OneAccount {
  std::uint32_t same_id = 0;
  std::array<Value, 3> value;  // unionid and member_no are strong, phone is weak
};
using AllAccounts = std::vector<OneAccount>;

OneAccount account(std::uint32_t id, Value unionid, Value member_no, Value phone) {
  return {id, {unionid, member_no, phone}};
}

std::vector<std::uint32_t> people(const AllAccounts& all) {
  Accounts accounts{{}, {{"unionid", 0, {}}, {"member_no", 0, {}}, {"phone", holders_of_phone, {}}}};
  for (const OneAccount& one : all) {
    accounts.same_id.push_back(one.same_id);
    for (std::size_t k = 0; k < 3; ++k) accounts.keys[k].values.push_back(one.value[k].value_or(AccountKey::none));
  }
  IdentityReport report;
  return same_people(accounts, report).of;
}

AllAccounts some_accounts(std::mt19937& random) {
  const auto upto = [&](unsigned n) { return std::uniform_int_distribution<unsigned>(0, n)(random); };
  const auto value = [&](unsigned of) -> Value {
    if (upto(2) == 0) return std::nullopt;
    return static_cast<TextCode>(upto(of));
  };
  AllAccounts accounts;
  const unsigned count = 1 + upto(8);
  for (unsigned a = 0; a < count; ++a) accounts.push_back(account(upto(9), value(4), value(4), value(2)));
  return accounts;
}

// Pairs that hold of each other, until nothing is added: slow and plain.
class ByPairs {
 public:
  explicit ByPairs(const AllAccounts& accounts) : accounts_(accounts), size_(accounts.size()) {}

  std::vector<std::uint32_t> people() {
    const Pairs ids = closed([&](auto a, auto b) { return accounts_[a].same_id == accounts_[b].same_id; });
    const Pairs strong = closed([&](auto a, auto b) { return ids[a][b] || shares(a, b, 0) || shares(a, b, 1); });
    std::vector<bool> wrong(size_);
    for (std::size_t a = 0; a < size_; ++a) wrong[a] = contradicts(strong[a]);
    const Pairs sure = closed([&](auto a, auto b) { return ids[a][b] || (strong[a][b] && !wrong[a]); });
    // By pairs of sure people: one phone, few enough holders, no strong key of all its holders has two values.
    const auto linked = [&](std::size_t a, std::size_t b) { return sure[a][b] || joins(sure, wrong, a, b); };
    const Pairs weak = closed(linked);
    return numbered(closed([&](auto a, auto b) { return sure[a][b] || (linked(a, b) && !contradicts(weak[a])); }));
  }

 private:
  using Pairs = std::vector<std::vector<bool>>;

  template <class Related>
  Pairs closed(Related related) const {
    Pairs all(size_, std::vector<bool>(size_));
    for (std::size_t a = 0; a < size_; ++a)
      for (std::size_t b = 0; b < size_; ++b) all[a][b] = a == b || related(a, b) || related(b, a);
    for (std::size_t k = 0; k < size_; ++k)
      for (std::size_t a = 0; a < size_; ++a)
        for (std::size_t b = 0; b < size_; ++b)
          if (all[a][k] && all[k][b]) all[a][b] = true;
    return all;
  }

  bool shares(std::size_t a, std::size_t b, std::size_t key) const {
    return accounts_[a].value[key] && accounts_[a].value[key] == accounts_[b].value[key];
  }

  bool contradicts(const std::vector<bool>& group) const {
    for (const std::size_t key : {0u, 1u}) {
      std::set<TextCode> values;
      for (std::size_t a = 0; a < size_; ++a)
        if (group[a] && accounts_[a].value[key]) values.insert(*accounts_[a].value[key]);
      if (values.size() > 1) return true;
    }
    return false;
  }

  bool joins(const Pairs& sure, const std::vector<bool>& wrong, std::size_t a, std::size_t b) const {
    if (!shares(a, b, 2) || wrong[a] || wrong[b]) return false;
    std::vector<bool> whole(size_);
    std::int64_t holders = 0;
    for (std::size_t c = 0; c < size_; ++c) {
      if (!shares(a, c, 2)) continue;
      ++holders;
      for (std::size_t d = 0; d < size_; ++d)
        if (!wrong[c] && sure[c][d]) whole[d] = true;
    }
    return holders <= holders_of_phone && !contradicts(whole);
  }

  std::vector<std::uint32_t> numbered(const Pairs& same) const {
    std::vector<std::uint32_t> out(size_);
    std::uint32_t next = 0;
    for (std::size_t a = 0; a < size_; ++a) {
      const auto first = static_cast<std::size_t>(std::ranges::find(same[a], true) - same[a].begin());
      out[a] = first == a ? next++ : out[first];
    }
    return out;
  }

  const AllAccounts& accounts_;
  std::size_t size_;
};

}  // namespace

TEST_CASE("E8: strong keys join along a chain, and what contradicts on the way joins nobody", "[io]") {
  CHECK(people({account(0, 1, {}, {}), account(1, 1, 5, {}), account(2, {}, 5, {}), account(3, 2, {}, {})}) ==
        std::vector<std::uint32_t>{0, 0, 0, 1});
  CHECK(people({account(0, 1, {}, {}), account(1, 1, 5, {}), account(2, 2, 5, {})}) ==
        std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("E8: a weak key joins up to its number of rows, and never against a strong key", "[io]") {
  CHECK(people({account(0, {}, {}, 7), account(1, 1, {}, 7), account(2, {}, 3, 7)}) ==
        std::vector<std::uint32_t>{0, 0, 0});
  CHECK(people({account(0, {}, {}, 7), account(1, {}, {}, 7), account(2, {}, {}, 7), account(3, {}, {}, 7)}) ==
        std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(people({account(0, 1, {}, 7), account(1, 2, {}, 7)}) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("E8: as the definition says, for many small sets of accounts", "[io]") {
  std::mt19937 random(8);
  for (int round = 0; round < 3000; ++round) {
    const AllAccounts accounts = some_accounts(random);
    CAPTURE(round);
    REQUIRE(people(accounts) == ByPairs(accounts).people());
  }
}

TEST_CASE("E8: the order of accounts does not matter", "[io]") {
  std::mt19937 random(88);
  for (int round = 0; round < 1000; ++round) {
    const AllAccounts accounts = some_accounts(random);
    Numbers order(accounts.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::shuffle(order, random);
    AllAccounts shuffled;
    for (const std::size_t a : order) shuffled.push_back(accounts[a]);
    const auto straight = people(accounts), mixed = people(shuffled);
    CAPTURE(round);
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t j = 0; j < order.size(); ++j)
        REQUIRE((mixed[i] == mixed[j]) == (straight[order[i]] == straight[order[j]]));
  }
}
