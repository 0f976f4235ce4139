// Every sentence says the same in both languages: the same places for names and values, each used.
#include <catch2/catch.hpp>

#include <set>

#include "runtime/explain/sentences.h"

namespace sop {
namespace {

std::set<int> places(const std::string& text) {
  std::set<int> out;
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1))
    out.insert(text[at + 1] - '0');
  return out;
}

}  // namespace

TEST_CASE("sentences have the same places in both languages, from 0 on") {
  REQUIRE(sentence_count() > 50);
  for (std::size_t i = 0; i < sentence_count(); ++i) {
    const auto id = static_cast<Say>(i);
    const std::string en = sentence(id, Language::en), zh = sentence(id, Language::zh);
    INFO(en);
    CHECK(places(en) == places(zh));
    int next = 0;
    for (const int place : places(en)) CHECK(place == next++);
    CHECK_FALSE(zh.empty());
  }
}

}  // namespace sop
