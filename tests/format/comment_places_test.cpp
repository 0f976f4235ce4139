// A comment between any two tokens of a declaration: formatting and translating keep it, at its place, and English to
// Chinese and back is byte-identical. The declarations are those of the examples and one per choice of the grammar.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"
#include "tests/syntax/samples.h"

namespace sop::tests {
namespace {

constexpr const char* remark = "# a remark";
constexpr std::size_t few = 60, each = 9;  // longer declarations are looked at in each ninth place

std::vector<std::string> declarations_of(const std::string& text) {
  const SourceBuffer source("whole", text);
  Diagnostics findings;
  const Tree tree = parse(source, 0, findings);
  std::vector<std::string> out;
  if (findings.errors() > 0) return out;
  for (const Node declaration : tree.root().children()) {
    const auto &first = tree.tokens.all[declaration.begin()], &last = tree.tokens.all[declaration.end() - 1];
    out.push_back(text.substr(first.begin, last.end - first.begin) + "\n");
  }
  return out;
}

std::vector<std::string> declarations_of_examples() {
  std::vector<std::string> out;
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::string(SOP_SOURCE_DIR) + "/examples"))
    if (file.path().extension() == ".sop") files.push_back(file.path());
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    std::ifstream file(path);
    std::stringstream all;
    all << file.rdbuf();
    std::ranges::move(declarations_of(all.str()), std::back_inserter(out));
  }
  return out;
}

struct Told {
  std::string text;
  std::size_t before = 0, tokens = 0;  // how many tokens stand before the remark, and how many there are
  bool once = false;
};

// Formatted; nothing in `text` when it is refused.
Told told(const std::string& text, FormatLanguage language) {
  Told out;
  const auto made = format_source(SourceBuffer("case", text), language);
  if (!made) return out;
  out.text = *made;
  Diagnostics findings;
  const Tree tree = parse(SourceBuffer("formatted", *made), 0, findings);
  out.once = tree.tokens.comments.size() == 1 && findings.errors() == 0;
  out.tokens = tree.tokens.all.size();
  if (out.once) out.before = tree.tokens.comments[0].before;
  return out;
}

// What is wrong with a remark at this place, or nothing.
std::string wrong_with(const std::string& text, std::size_t at_token) {
  Diagnostics findings;
  const Tree tree = parse(SourceBuffer("case", text), 0, findings);
  if (findings.errors() > 0) return {};  // `8-01` is one date: no comment stands in it
  const Told kept = told(text, FormatLanguage::keep), en = told(text, FormatLanguage::en),
             zh = told(en.text, FormatLanguage::zh), back = told(zh.text, FormatLanguage::en);
  for (const auto& [name, one] : {std::pair("keep", kept), {"en", en}, {"zh", zh}})
    if (!one.once) return std::string(name) + " loses it:\n" + one.text;
  while (tree.roles[at_token] == continued_keyword) --at_token;  // words of one keyword stay together
  if (kept.tokens == tree.tokens.all.size() && kept.before != at_token) return "keep moves it:\n" + kept.text;
  if (back.text != en.text) return "there and back:\n" + en.text + "---\n" + zh.text + "---\n" + back.text;
  if (told(kept.text, FormatLanguage::keep).text != kept.text) return "keep twice:\n" + kept.text;
  if (told(zh.text, FormatLanguage::keep).text != zh.text) return "zh twice:\n" + zh.text;
  return {};
}

struct Seen {
  int places = 0, wrong = 0;
  std::string words;
};

void look_at(const std::string& declaration, Seen& seen) {
  const SourceBuffer source("one", declaration);
  Diagnostics findings;
  const Tree tree = parse(source, 0, findings);
  for (std::size_t i = 1; i + 1 < tree.tokens.all.size(); ++i) {
    if (declaration.size() > few && i % each != declaration.size() % each) continue;
    const std::string head = declaration.substr(0, tree.tokens.all[i].begin),
                      rest = declaration.substr(tree.tokens.all[i].begin);
    for (const std::string& between : {std::string(" ") + remark + "\n", std::string("\n") + remark + "\n"}) {
      ++seen.places;
      std::string wrong = wrong_with(head + between + rest, i);
      if (wrong.empty()) continue;
      if (++seen.wrong <= 12) seen.words += "== " + head + between + rest + "-> " + wrong + "\n";
    }
  }
}

}  // namespace

TEST_CASE("a comment stays where it stands between any two tokens") {
  std::vector<std::string> all = declarations_of_examples();
  REQUIRE(all.size() > 500);
  for (const Words words : {Words::en, Words::zh})
    std::ranges::copy(declaration_samples(words), std::back_inserter(all));
  std::erase_if(all, [](const std::string& text) { return text.find('#') != std::string::npos; });
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  Seen seen;
  for (const std::string& declaration : all) look_at(declaration, seen);
  INFO(seen.wrong << " of " << seen.places << " wrong\n" << seen.words);
  CHECK(seen.places > 4'000);
  CHECK(seen.wrong <=
        4);  // in 非 匹配 and 非 介于, which come back as 不匹配 and 不介于, one word without a place between
}

}  // namespace sop::tests
