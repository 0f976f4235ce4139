#include "runtime/io/same_person.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace sop {
namespace {

// Sets that grow together; each is known by its smallest member.
class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0u); }
  std::uint32_t of(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = of(a);
    b = of(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

using Holders = std::span<const std::pair<TextCode, std::uint32_t>>;

// Gives each value of a key with the accounts that hold it, ascending.
template <class Give>
void for_each_value(const AccountKey& key, Give give) {
  std::vector<std::pair<TextCode, std::uint32_t>> held;
  for (std::uint32_t a = 0; a < key.values.size(); ++a)
    if (key.values[a] != AccountKey::none) held.emplace_back(key.values[a], a);
  std::ranges::sort(held);
  for (std::size_t begin = 0, end = 0; begin < held.size(); begin = end) {
    while (end < held.size() && held[end].first == held[begin].first) ++end;
    give(Holders(held).subspan(begin, end - begin));
  }
}

// By group the value it holds of each strong key, and whether it holds two of one.
class StrongValues {
 public:
  StrongValues(const Accounts& accounts, Groups& groups) : contradicts_(accounts.same_id.size()) {
    for (const AccountKey& key : accounts.keys) {
      if (key.at_most > 0) continue;
      std::vector<TextCode>& values = values_.emplace_back(accounts.same_id.size(), AccountKey::none);
      for (std::uint32_t a = 0; a < key.values.size(); ++a) {
        const std::uint32_t group = groups.of(a);
        if (differ(values[group], key.values[a])) contradicts_[group] = true;
        if (key.values[a] != AccountKey::none) values[group] = key.values[a];
      }
    }
  }

  bool contradicts(std::uint32_t group) const { return contradicts_[group]; }

  // Would these groups contradict each other, none of which contradicts itself?
  bool contradict(std::span<const std::uint32_t> groups) const {
    for (const std::vector<TextCode>& values : values_) {
      TextCode held = AccountKey::none;
      for (const std::uint32_t group : groups) {
        if (differ(held, values[group])) return true;
        if (values[group] != AccountKey::none) held = values[group];
      }
    }
    return false;
  }

 private:
  static bool differ(TextCode a, TextCode b) { return a != b && a != AccountKey::none && b != AccountKey::none; }

  std::vector<std::vector<TextCode>> values_;
  std::vector<bool> contradicts_;
};

class Joining {
 public:
  Joining(const Accounts& accounts, IdentityReport& report)
      : accounts_(accounts), report_(report), groups_(size()), contradicted_(size()) {}

  SamePeople run() {
    join_ids();
    join_strong();
    join_weak();
    return number();
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(accounts_.same_id.size()); }

  void join_ids() {
    std::vector<std::uint32_t> first;
    for (std::uint32_t a = 0; a < size(); ++a) {
      const std::uint32_t id = accounts_.same_id[a];
      if (id >= first.size()) first.resize(std::max<std::size_t>(id + 1, 2 * first.size()), size());
      if (first[id] == size()) first[id] = a;
      groups_.join(first[id], a);
    }
  }

  // Where what strong keys join contradicts itself, only what has one id stays together.
  void join_strong() {
    Groups strong = groups_;
    for (const AccountKey& key : accounts_.keys) {
      if (key.at_most > 0) continue;
      for_each_value(key, [&](Holders holders) {
        for (const auto& [value, account] : holders) strong.join(holders[0].second, account);
      });
    }
    const StrongValues held(accounts_, strong);
    for (std::uint32_t a = 0; a < size(); ++a) {
      contradicted_[a] = held.contradicts(strong.of(a));
      if (!contradicted_[a]) groups_.join(a, strong.of(a));
    }
  }

  // Groups that share a value of a weak key, one after the other: of each link its size and its members.
  struct Links {
    std::vector<std::uint32_t> sizes, members;
  };

  void join_weak() {
    const StrongValues held(accounts_, groups_);
    Links links;
    for (const AccountKey& key : accounts_.keys)
      if (key.at_most > 0) link_holders(key, held, links);
    Groups weak = groups_;
    for_each_link(links, [&](std::span<const std::uint32_t> link) {
      for (const std::uint32_t group : link) weak.join(link[0], group);
    });
    // Links that are right one by one may still lead from one strong value to another.
    const StrongValues together(accounts_, weak);
    for_each_link(links, [&](std::span<const std::uint32_t> link) {
      if (together.contradicts(weak.of(link[0])))
        ++report_.weak_contradictions;
      else
        for (const std::uint32_t group : link) groups_.join(link[0], group);
    });
  }

  void link_holders(const AccountKey& key, const StrongValues& held, Links& links) {
    CrowdedKey crowded{key.column, key.at_most, 0, 0};
    std::vector<std::uint32_t> groups;
    for_each_value(key, [&](Holders holders) {
      if (std::cmp_greater(holders.size(), key.at_most)) {
        ++crowded.values;
        crowded.rows += holders.size();
        return;
      }
      groups.clear();
      for (const auto& [value, account] : holders)
        if (!contradicted_[account]) groups.push_back(groups_.of(account));
      std::ranges::sort(groups);
      groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
      if (groups.size() < 2) return;
      if (held.contradict(groups)) {
        ++report_.weak_contradictions;
        return;
      }
      links.sizes.push_back(static_cast<std::uint32_t>(groups.size()));
      links.members.insert(links.members.end(), groups.begin(), groups.end());
    });
    if (crowded.values > 0) report_.crowded.push_back(std::move(crowded));
  }

  template <class Give>
  static void for_each_link(const Links& links, Give give) {
    std::size_t begin = 0;
    for (const std::uint32_t size : links.sizes) {
      give(std::span(links.members).subspan(begin, size));
      begin += size;
    }
  }

  SamePeople number() {
    SamePeople out;
    std::uint32_t people = 0;
    for (std::uint32_t a = 0; a < size(); ++a) {
      const std::uint32_t first = groups_.of(a);  // the smallest of them, so numbered already
      out.of.push_back(first == a ? people++ : out.of[first]);
      if (contradicted_[a]) out.contradicted.push_back(a);
    }
    report_.contradictions = out.contradicted.size();
    return out;
  }

  const Accounts& accounts_;
  IdentityReport& report_;
  Groups groups_;
  std::vector<bool> contradicted_;
};

}  // namespace

SamePeople same_people(const Accounts& accounts, IdentityReport& report) { return Joining(accounts, report).run(); }

}  // namespace sop
