// No item swallows the next: for every pair of declarations, and of items of every kind of block, the tree of A
// followed by B is the tree of A and the tree of B. The pairs that language.md 2.1 leaves to the first are listed here.
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <set>

#include "compiler/syntax/parse.h"
#include "tests/syntax/samples.h"

namespace sop::tests {
namespace {

std::string shape(const Tree& tree, std::size_t begin, std::size_t end) {
  std::string out;
  const std::vector<Token>& tokens = tree.tokens.all;
  auto inside = [&](std::size_t first, std::size_t last) {
    return tokens[first].begin >= begin && tokens[last].end <= end;
  };
  for (const TreeNode& node : tree.nodes)
    if (node.begin < node.end && node.kind != NodeKind::file && inside(node.begin, node.end - 1))
      out += fmt::format("{} {} {}\n", node_name(node.kind), tokens[node.begin].begin - begin,
                         tokens[node.end - 1].end - begin);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
    if (inside(i, i)) out += fmt::format("{} ", static_cast<unsigned>(tree.roles[i]));
  return out;
}

Tokens tokens_of(const std::string& text) {
  Diagnostics findings;
  return tokenize(SourceBuffer("sample", text), 0, findings);
}

// One text for each pair of first tokens, or for each three last ones: what decides whether two texts keep apart.
std::vector<std::size_t> different(const std::vector<std::string>& texts, bool by_end) {
  std::set<std::string> seen;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Tokens tokens = tokens_of(texts[i]);
    const std::size_t count = tokens.all.size() - 1;
    std::string key;
    for (std::size_t k = by_end ? count - std::min<std::size_t>(count, 3) : 0;
         k < (by_end ? count : std::min<std::size_t>(count, 2)); ++k)
      key += fmt::format("{}.{} ", static_cast<int>(tokens.all[k].kind), tokens.all[k].spelling);
    if (seen.insert(key).second) out.push_back(i);
  }
  return out;
}

bool is_unit_word(const Token& token) {
  static const std::set<std::string> units = {"second", "seconds", "minute", "minutes", "hour",   "hours", "day",
                                              "days",   "week",    "weeks",  "month",   "months", "year",  "years",
                                              "秒",     "分钟",    "小时",   "天",      "周",     "个月",  "年"};
  return token.spelling != 0 && units.contains(std::string(text_of_spelling(token.spelling)));
}

bool ends_in_list_or_group(const Tokens& tokens) {
  const std::size_t count = tokens.all.size() - 1;
  const auto spells = [&](std::size_t i, Kw kw) {
    const KeywordWords& words = words_of(kw);
    return tokens.all[i].spelling != 0 &&
           (tokens.all[i].spelling == words.en.back() || tokens.all[i].spelling == words.zh.back());
  };
  const bool in = count > 1 && (spells(count - 2, Kw::in) || spells(count - 2, Kw::not_in));
  return in && (spells(count - 1, Kw::in_list) || spells(count - 1, Kw::in_group));
}

// language.md 2.1: a unit after a number goes with it; `x otherwise` is one arm; `in list` awaits the list's name.
bool goes_with_the_first(const std::string& a, const std::string& b) {
  const Tokens before = tokens_of(a), after = tokens_of(b);
  if (ends_in_list_or_group(before)) return true;
  if (before.all[before.all.size() - 2].kind == TokenKind::number && is_unit_word(after.all[0])) return true;
  return after.all[0].spelling == words_of(Kw::otherwise).en[0] ||
         after.all[0].spelling == words_of(Kw::otherwise).zh[0];
}

std::size_t check_pairs(const std::string& host, const std::vector<std::string>& texts,
                        std::vector<std::string>& wrong) {
  const std::size_t place = host.find(block_inside) + 1;
  auto alone = [&](const std::string& text) {
    const SourceBuffer source("alone", around(host, text));
    Diagnostics findings;
    return shape(parse(source, 0, findings), place, place + text.size());
  };
  const std::vector<std::size_t> firsts = different(texts, true), seconds = different(texts, false);
  std::vector<std::string> second_shapes;
  for (std::size_t j : seconds) second_shapes.push_back(alone(texts[j]));
  for (std::size_t i : firsts) {
    const std::string first_shape = alone(texts[i]);
    for (std::size_t j = 0; j < seconds.size(); ++j) {
      const std::string &a = texts[i], &b = texts[seconds[j]];
      const SourceBuffer source("pair", around(host, a + "\n" + b));
      Diagnostics findings;
      const Tree tree = parse(source, 0, findings);
      const std::size_t middle = place + a.size();
      const bool apart = findings.all().empty() && shape(tree, place, middle) == first_shape &&
                         shape(tree, middle + 1, middle + 1 + b.size()) == second_shapes[j];
      if (!apart && !goes_with_the_first(a, b)) wrong.push_back(host.substr(0, 30) + " | " + a + " | " + b);
    }
  }
  return firsts.size() * seconds.size();
}

void check_language(Words words) {
  std::vector<std::string> wrong;
  std::size_t pairs = check_pairs(block_inside, declaration_samples(words), wrong);
  for (const BlockSamples& block : block_samples(words)) pairs += check_pairs(block.host, block.items, wrong);
  INFO((wrong.empty() ? std::string() : wrong[0]));
  CHECK(wrong.empty());
  CHECK(pairs > 20'000);
}

}  // namespace

TEST_CASE("neighbours keep apart, English") { check_language(Words::en); }
TEST_CASE("neighbours keep apart, Chinese") { check_language(Words::zh); }

}  // namespace sop::tests
