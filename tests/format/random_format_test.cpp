// Random programs over every form: formatting is idempotent, keeps the tree, and English to Chinese and back is
// byte-identical.
#include <catch2/catch.hpp>

#include "compiler/format/format.h"
#include "compiler/format/same_tree.h"
#include "compiler/syntax/parse.h"
#include "tests/syntax/random_source.h"

namespace sop::tests {
namespace {

std::string formatted(const std::string& text, FormatLanguage language) {
  const auto out = format_source(SourceBuffer("random", text), language);
  return out ? *out : "PROBLEM: " + out.error().message;
}

std::string meaning(const std::string& text) {
  Diagnostics findings;
  const SourceBuffer source("random", text);
  return meaning_of(source, parse(source, 0, findings));
}

}  // namespace

TEST_CASE("random programs keep their meaning in one style and both languages") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::string text = RandomSource(seed).program();
    INFO("seed " << seed << "\n" << text);
    REQUIRE(parses(text));

    const std::string kept = formatted(text, FormatLanguage::keep);
    REQUIRE(formatted(kept, FormatLanguage::keep) == kept);
    const std::string english = formatted(text, FormatLanguage::en);
    const std::string chinese = formatted(english, FormatLanguage::zh);
    REQUIRE(formatted(chinese, FormatLanguage::en) == english);
    REQUIRE(formatted(chinese, FormatLanguage::keep) == chinese);
    REQUIRE(formatted(english, FormatLanguage::keep) == english);
    REQUIRE(meaning(chinese) == meaning(text));
  }
}

}  // namespace sop::tests
