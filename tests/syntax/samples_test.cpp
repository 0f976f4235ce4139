// Every choice of the grammar has a text that parses, in both languages; every keyword is read at its place in both
// spellings; every such text says the same after translation.
#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"
#include "tests/syntax/samples.h"

namespace sop::tests {
namespace {

std::set<Kw> keywords_read(Words words) {
  std::set<Kw> out;
  auto add = [&](const std::string& text) {
    Diagnostics findings;
    const Tree tree = parse(SourceBuffer("sample", text), 0, findings);
    out.insert(tree.roles.begin(), tree.roles.end());
  };
  for (const std::string& text : declaration_samples(words)) add(text);
  for (const BlockSamples& block : block_samples(words))
    for (const std::string& item : block.items) add(around(block.host, item));
  // The nouns that stand where names stand.
  for (const Keyword& row : keywords())
    for (const char* place : {"attribute probe = ", "attribute probe = probe."})
      add(place + std::string(words == Words::zh ? row.zh : row.en));
  return out;
}

// Another row with the same words of the first language and the same words here is read for it: `second` and `seconds`
// share `秒`, `true` is `真` and `是`.
bool read_as_another(const Keyword& row, const std::set<Kw>& read, bool zh) {
  return std::any_of(keywords().begin(), keywords().end(), [&](const Keyword& other) {
    return other.kw != row.kw && (zh ? other.zh == row.zh : other.en == row.en) && read.contains(other.kw);
  });
}

}  // namespace

TEST_CASE("every choice of the grammar has a sample") {
  for (const Words words : {Words::en, Words::zh})
    for (const Choice choice : all_choices()) {
      INFO(choice.node << "/" << choice.branch);
      RandomSource random(static_cast<std::uint64_t>(choice.node) * 100 + static_cast<std::uint64_t>(choice.branch),
                          words);
      CHECK(random.text_with(grammar_graph().declaration, choice, parses));
    }
}

TEST_CASE("every kind of block has a host and items") {
  for (const Words words : {Words::en, Words::zh})
    for (const BlockSamples& block : block_samples(words)) {
      CHECK(block.host.find(block_inside) != std::string::npos);
      CHECK(!block.items.empty());
    }
}

TEST_CASE("every keyword is read at its place in both spellings") {
  const std::set<Kw> en = keywords_read(Words::en), zh = keywords_read(Words::zh);
  for (const Keyword& row : keywords()) {
    INFO(row.id);
    if (!row.en.empty()) CHECK((en.contains(row.kw) || read_as_another(row, en, false)));
    if (!row.zh.empty()) CHECK((zh.contains(row.kw) || read_as_another(row, zh, true)));
  }
}

TEST_CASE("every sample says the same after translation") {
  for (const Words words : {Words::en, Words::zh})
    for (const std::string& text : declaration_samples(words)) {
      INFO(text);
      const auto english = format_source(SourceBuffer("sample", text), FormatLanguage::en);
      REQUIRE(english);
      const auto chinese = format_source(SourceBuffer("sample", *english), FormatLanguage::zh);
      REQUIRE(chinese);
      const auto again = format_source(SourceBuffer("sample", *chinese), FormatLanguage::en);
      REQUIRE(again);
      CHECK(*again == *english);
    }
}

}  // namespace sop::tests
