#include "compiler/syntax/parse_state.h"

#include <algorithm>

#include "grammar/declaration_keywords.h"

namespace sop {

using grammar::Expected;

namespace {

const Expected operand{Expected::label, static_cast<std::uint16_t>(grammar::Label::operand)};

}  // namespace

void ParseState::fail(std::size_t token, Expected what) {
  if (quiet > 0 || token < furthest) return;
  if (token > furthest) {
    furthest = token;
    expect_only({});
  }
  if (std::uint32_t& times = times_told(what); times == 0) {
    times = 1;
    expected.push_back(what);
  }
}

void ParseState::expect_only(std::vector<Expected> these) {
  ++round_;
  for (const Expected& what : these) ++times_told(what);
  expected = std::move(these);
}

std::uint32_t& ParseState::times_told(Expected what) {
  constexpr std::size_t kinds = 4;
  const std::size_t at = std::size_t{what.value} * kinds + what.kind;
  if (at >= told_.size()) told_.resize(at + 256);
  Told& told = told_[at];
  if (told.round != round_) told = {round_, 0};
  return told.count;
}

std::vector<Expected> ParseState::take_back_expected(std::size_t from) {
  std::vector<Expected> out(expected.begin() + static_cast<std::ptrdiff_t>(from), expected.end());
  for (const Expected& what : out) --times_told(what);
  expected.resize(from);
  return out;
}

void ParseState::change_expected(std::size_t i, Expected into) {
  --times_told(expected[i]);
  ++times_told(into);
  expected[i] = into;
}

void ParseState::begin_item(std::size_t token) {
  goes_on.clear();
  if (furthest == token) std::swap(goes_on, expected);
  furthest = token;
  expect_only({});
}

std::size_t ParseState::spells(std::size_t i, Kw kw) const {
  if (at(i).kind != TokenKind::word || at(i).spelling == 0) return 0;  // no keyword's word at all
  const KeywordWords& words = words_of(kw);
  auto count = [&](const std::vector<Spelling>& phrase) -> std::size_t {
    for (std::size_t k = 0; k < phrase.size(); ++k)
      if (at(i + k).kind != TokenKind::word || at(i + k).spelling != phrase[k]) return 0;
    return phrase.size();
  };
  const std::size_t en = count(words.en);
  return en > 0 ? en : count(words.zh);
}

bool ParseState::starts_declaration(std::size_t token) const {
  const Token& t = at(token);
  if (t.kind != TokenKind::word || t.spelling == 0) return false;
  for (Kw kw : grammar::declaration_keywords)
    if (spells(token, kw) > 0) return true;
  return false;
}

bool ParseState::dedented_declaration(std::size_t token) const {
  return !braces_balanced && token != declaration && at(token).line_first && starts_declaration(token) &&
         indent(token) <= indent(declaration);
}

void ParseState::add_node(NodeKind kind, std::size_t mark, std::size_t begin, std::size_t end) {
  forget_nodes_past(end);
  nodes.push_back({kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                   static_cast<std::uint32_t>(nodes.size() - mark + 1)});
}

void ParseState::restore_nodes(std::size_t mark, const std::vector<TreeNode>& since) {
  nodes.resize(mark);
  nodes.insert(nodes.end(), since.begin(), since.end());
}

void ParseState::too_deep(std::size_t token) {
  const bool told =
      !errors.empty() && errors.back().kind == SyntaxError::too_deep && errors.back().token >= declaration;
  if (!told) errors.push_back({SyntaxError::too_deep, token, {}});
  furthest = SIZE_MAX;
  deepest = token;
}

void ParseState::unopened(std::size_t first) {
  --braces.of(first).open_missing;
  errors.push_back({SyntaxError::unopened_block, first, {}});
}

void ParseState::unclosed(std::size_t open_brace, std::size_t closes_before) {
  if (quiet == 0) --braces.of(open_brace).close_missing;
  errors.push_back({SyntaxError::unclosed_brace, open_brace, {}});
  errors.back().closes_before = closes_before;
}

void ParseState::forget_since(const Heard& before) {
  furthest = before.furthest;
  errors.resize(before.errors);
  depth = static_cast<int>(before.depth);
  expect_only(before.expected);
  goes_on = before.goes_on;
}

// `attribute y = 1 +` and then, on the next line, `attribute z = 2`: the word `attribute` was taken for the missing
// operand. The mistake stands before it.
void ParseState::blame_the_line_before(std::size_t begin) {
  if (said() || furthest < begin + 2) return;
  const std::size_t taken = furthest - 1;
  if (!at(taken).line_first || !starts_declaration(taken) || taken == declaration) return;
  furthest = taken;
  expect_only({operand});
}

// Unless the same place was reported already.
void ParseState::report_failure(std::size_t begin) {
  blame_the_line_before(begin);
  if (said()) return;
  const std::size_t token = std::max(furthest, begin);
  if (errors.empty() || errors.back().token != token)
    errors.push_back({SyntaxError::unexpected, token, token == furthest ? expected : std::vector<Expected>{},
                      token == begin, token == begin ? goes_on : std::vector<Expected>{}});
}

// The line of `begin` began inside the item before, which read the line's first word as its missing operand. Gives that
// word, or `begin` when the line is not shared.
std::size_t ParseState::line_taken_by_item_before(std::size_t before, std::size_t begin) const {
  std::size_t first = begin;
  while (first > before && !at(first).line_first) --first;
  return first > before ? first : begin;
}

// Then the mistake is the end of the line above, and reading goes on with the line's first word.
void ParseState::blame_item_before(std::size_t before, std::size_t mark, std::size_t first) {
  errors.push_back({SyntaxError::unexpected, first, {operand}, false});
  nodes.resize(mark);
  add_node(NodeKind::error, mark, before, first);
}

}  // namespace sop
