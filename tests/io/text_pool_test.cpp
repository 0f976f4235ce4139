#include "runtime/table/text_pool.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include <set>
#include <thread>

using namespace sop;

TEST_CASE("equal texts have one code, whoever adds them", "[io]") {
  TextPool pool;
  constexpr std::uint32_t texts = 20'000;
  std::vector<std::vector<TextCode>> codes(3, std::vector<TextCode>(texts));
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < codes.size(); ++t)
      threads.emplace_back([&, t] {
        std::vector<std::string> names;
        for (std::uint32_t i = 0; i < texts; ++i) names.push_back(fmt::format("text {}", i));
        std::vector<TextQuery> queries;
        for (std::uint32_t i = 0; i < texts; ++i) {
          if (t == 0) codes[t][i] = pool.intern(names[i]);
          if (t != 0) queries.push_back({names[i], TextPool::hash_of(names[i]), i});
        }
        pool.intern_all(queries);
        for (const TextQuery& query : queries) codes[t][query.tag] = query.code;
      });
  }
  CHECK(codes[0] == codes[1]);
  CHECK(codes[0] == codes[2]);
  CHECK(pool.size() == texts);
  CHECK(std::set<TextCode>(codes[0].begin(), codes[0].end()).size() == texts);
  for (std::uint32_t i = 0; i < texts; i += 37) REQUIRE(pool.text(codes[0][i]) == fmt::format("text {}", i));
}

TEST_CASE("the empty text, long texts, and texts that are not there", "[io]") {
  TextPool pool;
  const std::string long_text(1 << 20, 'x');
  const TextCode empty = pool.intern(""), lengthy = pool.intern(long_text);
  CHECK(pool.text(empty).empty());
  CHECK(pool.text(lengthy) == long_text);
  TextCode found = 0;
  CHECK(pool.find("", found));
  CHECK(found == empty);
  CHECK_FALSE(pool.find("nothing", found));
}

// Up to twelve bytes lie beside their size, longer ones elsewhere: equal beginnings and lengths must not be enough.
TEST_CASE("texts of every length around those kept in place", "[io]") {
  TextPool pool;
  std::vector<std::string> texts;
  for (std::size_t size = 0; size <= 40; ++size) {
    const std::string base(size, 'a');
    texts.push_back(base);
    for (std::size_t at = 0; at < size; ++at) texts.push_back(base), texts.back()[at] = 'b';
    for (std::size_t at = 0; at < size; ++at) texts.push_back(base), texts.back()[at] = '\0';
  }
  std::vector<TextCode> codes;
  for (const std::string& text : texts) codes.push_back(pool.intern(std::string(text)));
  CHECK(pool.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    TextCode found = 0;
    REQUIRE(pool.find(texts[i], found));
    REQUIRE(found == codes[i]);
    REQUIRE(pool.text(codes[i]) == texts[i]);
    REQUIRE(pool.intern(texts[i]) == codes[i]);
  }
}
