// The index of tags against a map: set, replaced, erased and asked for in any order, through every growth.
#include "runtime/run/tag_index.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <tuple>

namespace sop {
namespace {

using Known = std::map<std::tuple<std::uint32_t, TextCode, TextCode>, std::uint32_t>;

std::optional<std::uint32_t> known_place(const Known& known, const TagKey& key) {
  const auto found = known.find({key.customer, key.group, key.tag});
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

TEST_CASE("a tag is found where it was put last, and nowhere once erased") {
  std::mt19937 random(7);
  for (const std::uint32_t customers : {1u, 12u, 500u, 70'000u}) {
    TagIndex index;
    Known known;
    const auto below = [&](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
    const auto some_key = [&] { return TagKey{below(customers), below(3), below(5)}; };
    for (std::uint32_t step = 0; step < 40'000; ++step) {
      const TagKey key = some_key();
      if (below(3) == 0) {
        index.erase(key);
        known.erase({key.customer, key.group, key.tag});
      } else {
        index.set(key, step);
        known[{key.customer, key.group, key.tag}] = step;
      }
      const TagKey other = some_key();
      REQUIRE(index.find(other) == known_place(known, other));
    }
    REQUIRE(index.size() == known.size());
    for (const auto& [key, place] : known)
      REQUIRE(index.find({std::get<0>(key), std::get<1>(key), std::get<2>(key)}) == place);
  }
}

TEST_CASE("an index of nothing answers") {
  TagIndex index;
  index.erase({1, 2, 3});
  CHECK_FALSE(index.find({1, 2, 3}));
  CHECK(index.size() == 0);
}

}  // namespace sop
